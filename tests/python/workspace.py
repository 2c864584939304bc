"""A place of its own for the `warehouse` command: raw data, build and published files of a test."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from slim import PROJECT, command_project

from loyalty_warehouse import cli
from loyalty_warehouse.settings import Paths

SHOP = "cdnow_sample"
__all__ = ["PROJECT", "SHOP", "Done", "Workspace", "held", "in_process", "one", "rows"]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    text: str


@dataclass(frozen=True)
class Workspace:
    """Folders below ``root``; the models are the checkout's but for the simulated systems'."""

    root: Path
    project: Path = field(default_factory=command_project)

    @property
    def environment(self) -> dict[str, str]:
        """What sends the command here."""
        return {
            "WAREHOUSE_PROJECT_PATH": str(self.project),
            "WAREHOUSE_RAW_PATH": str(self.root / "raw"),
            "WAREHOUSE_BUILD_PATH": str(self.root / "build"),
            "WAREHOUSE_PUBLISHED_PATH": str(self.root / "published"),
        }

    @property
    def paths(self) -> Paths:
        """The same folders as the package knows them."""
        return Paths(
            project=self.project,
            raw=self.root / "raw",
            cache=Paths.from_environment().cache,
            build=self.root / "build",
            published=self.root / "published",
        )

    @property
    def purchases(self) -> Path:
        """The shop's one raw file."""
        return self.root / "raw" / SHOP / "purchases.parquet"

    @property
    def build_file(self) -> Path:
        """The shop's private file."""
        return self.paths.build_file(SHOP)

    @property
    def published_file(self) -> Path:
        """The shop's published file."""
        return self.paths.published_file(SHOP)

    def published_bytes(self) -> str:
        """The SHA-256 of the published file."""
        return hashlib.sha256(self.published_file.read_bytes()).hexdigest()

    def run(self, *arguments: str, **environment: str) -> Done:
        """Run the command as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "loyalty_warehouse", *arguments],
            env={**os.environ, **self.environment, **environment},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout + done.stderr)

    def rewrite_purchases(self, query: str) -> None:
        """Replace the raw file by what a query on it (as `purchases`) gives."""
        new = self.purchases.with_suffix(".new")
        with duckdb.connect() as connection:
            connection.execute(f"create view purchases as from '{self.purchases}'")
            connection.execute(f"copy ({query}) to '{new}' (format parquet)")
        new.replace(self.purchases)


def in_process(workspace: Workspace, arguments: Sequence[str]) -> int:
    """Run the command in this process; returns its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in workspace.environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["warehouse", *arguments])
        try:
            cli.main()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
    return 0


def rows(file: Path, query: str) -> Sequence[tuple[object, ...]]:
    """What a query on a DuckDB file gives."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def one(file: Path, query: str) -> object:
    """The one value that a query on a DuckDB file gives."""
    return rows(file, query)[0][0]


@contextmanager
def held(file: Path) -> Iterator[int]:
    """Another process that holds a DuckDB file; gives its id."""
    code = f"import duckdb; c = duckdb.connect({str(file)!r}); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.communicate(b"\n")
