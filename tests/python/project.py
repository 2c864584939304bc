"""A copy of the dbt project in a folder of its own, for tests that add to it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult
from slim import copy_parts, sample_systems

from loyalty_warehouse.dbt_project import release_database

PARTS = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds",
    "analyses",
    "tests/generic",
    "tests/conformed",
    "tests/marts",
)


@dataclass(frozen=True)
class Project:
    """The copied project: its folder and the database it builds into."""

    root: Path
    database: Path

    def write(self, path: str, text: str) -> None:
        """Write a file of the project, such as a model of a new system."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def run(self, *arguments: str, variables: dict[str, Any] | None = None) -> dbtRunnerResult:
        """Invoke dbt in this process with the given variables."""
        places = {
            "--project-dir": self.root,
            "--profiles-dir": self.root,
            "--target-path": self.root / "target",
            "--log-path": self.root / "logs",
        }
        fixed = [str(part) for pair in places.items() for part in pair]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WAREHOUSE_DUCKDB_PATH", str(self.database))
            done = dbtRunner().invoke(
                ["--quiet", *arguments, *fixed, "--vars", json.dumps(variables or {})]
            )
        release_database()
        return done


def copy_project(
    root: Path, database: Path | None = None, with_systems: Collection[str] = ()
) -> Project:
    """Copy the dbt project below ``root``; it builds into ``database`` or a file of its own.

    Of the simulated systems only those named come along: dbt is ready sooner.
    """
    copy_parts(root, PARTS, sample_systems().difference(with_systems))
    return Project(root, database or root / "warehouse.duckdb")


def messages(done: dbtRunnerResult) -> str:
    """Everything that went wrong, as one text."""
    parts = [str(done.exception or "")]
    results = getattr(done.result, "results", [])
    parts += [str(result.message or "") for result in results if result.status in ("error", "fail")]
    return "\n".join(part for part in parts if part)
