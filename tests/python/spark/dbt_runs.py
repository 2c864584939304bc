"""Runs a dbt project in-process on either engine, in folders of the test's own.

A project of some 350 models takes half a minute to parse: it is done once for all runs that would
give the same manifest.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner

from loyalty_warehouse.dbt_project import release_database

PROJECT = Path(__file__).resolve().parents[3]
RUNS = ("seed", "run", "build", "test", "compile", "run-operation")
"""The commands that leave a manifest as it is."""

_manifests: dict[tuple[str, ...], Any] = {}


@dataclass(frozen=True)
class Engine:
    """One dbt target with the environment it reads, the folder dbt writes to and the project."""

    target: str
    folder: Path
    environment: dict[str, str]
    project: Path = PROJECT

    def invoke(self, command: str, *arguments: str) -> Any:
        """Run a dbt command; return its result. Fails the test with dbt's messages."""
        shared = self._shared()
        with _environment(self.environment):
            is_known = command in RUNS and "--inline" not in arguments
            manifest = self._manifest(shared, arguments) if is_known else None
            outcome = dbtRunner(manifest=manifest).invoke([command, *shared, *arguments])
            release_database()  # dbt keeps the DuckDB file open
        if outcome.exception is not None:
            raise AssertionError(f"dbt {command} on {self.target}: {outcome.exception}")
        problems = [
            f"{_name(result)}: {result.status}: {(result.message or '').strip()}"
            for result in getattr(outcome.result, "results", [])
            if str(result.status) in ("error", "fail", "runtime error")
        ]
        assert not problems, f"dbt {command} on {self.target}:\n" + "\n".join(problems)
        assert outcome.success, f"dbt {command} on {self.target} did not succeed"
        return outcome.result

    def manifest(self, variables: str) -> Any:
        """The project as it is parsed with dbt's variables."""
        with _environment(self.environment):
            return self._manifest(self._shared(), ("--vars", variables))

    def _shared(self) -> list[str]:
        """The options of every command."""
        shared = ["--project-dir", str(self.project), "--profiles-dir", str(self.project)]
        shared += ["--target", self.target, "--target-path", str(self.folder / "target")]
        return [*shared, "--log-path", str(self.folder / "logs"), "--quiet", "--no-use-colors"]

    def _manifest(self, shared: list[str], arguments: tuple[str, ...]) -> Any:
        """The parsed project, which depends on dbt's variables and on the environment.

        Of the DuckDB file it holds the name only, which names the database.
        """
        named = dict(itertools.pairwise(arguments))
        variables = ("--vars", named.get("--vars", "{}"))
        places = dict(self.environment)
        places["WAREHOUSE_DUCKDB_PATH"] = Path(places.get("WAREHOUSE_DUCKDB_PATH", "")).name
        key = (str(self.project), self.target, *variables, *map(str, sorted(places.items())))
        if key not in _manifests:
            parsed = dbtRunner().invoke(["parse", *shared, *variables])
            assert parsed.success, f"dbt parse on {self.target}: {parsed.exception}"
            _manifests[key] = parsed.result
        # What a run knows of the raw files is kept in the graph: the next run asks anew.
        _manifests[key].flat_graph.pop("landed_columns", None)
        return _manifests[key]


def _name(result: Any) -> str:
    """The node of a result; the operation has none."""
    return str(getattr(result, "node", result).unique_id)


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    before, folder = dict(os.environ), Path.cwd()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
