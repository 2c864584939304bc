"""Generates a small sample and builds it with dbt, in folders of the test's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from slim import folder_of_the_run
from spark.dbt_runs import PROJECT, Engine

from loyalty_warehouse.sample.generate import generate
from loyalty_warehouse.sample.shop import make_settings
from loyalty_warehouse.settings import Paths

Rows = list[tuple[Any, ...]]
SHOP_FILE = PROJECT / "shops" / "sample.yml"
ALL_WRITTEN = ("--write-json", "--log-level-file", "debug")
TABLES = ("build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Sample:
    """A generated sample: its raw and truth folders and the DuckDB file it is built into."""

    folder: Path

    @property
    def raw(self) -> Path:
        """The folder of the ten systems."""
        return self.folder / "raw"

    @property
    def database(self) -> Path:
        """The DuckDB file that dbt builds into."""
        return self.folder / "sample.duckdb"

    def dbt(
        self, *arguments: str, variables: str | None = None, written: tuple[str, ...] = ()
    ) -> Any:
        """Run dbt on the sample and return its result; fails the test with dbt's messages.

        What dbt writes beside the tables costs a tenth of a build: ``written`` are its options.
        """
        environment = {
            "WAREHOUSE_RAW_PATH": str(self._reached()),
            "WAREHOUSE_DUCKDB_PATH": str(self.database),
        }
        engine = Engine("duckdb", self.folder / "dbt", environment)
        return engine.invoke(*arguments, *written, "--vars", variables or SHOP_FILE.read_text())

    def ask(self, query: str) -> Rows:
        """What a query gives on the build; truth files are `truth('flaws')` and the like."""
        with self.connected() as connection:
            return connection.execute(self.with_truth(query)).fetchall()

    @contextmanager
    def connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that reads the build, for many queries."""
        self._reached()
        with duckdb.connect(str(self.database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection

    def _reached(self) -> Path:
        """The raw folder by the one path that all samples are reached by: one parse serves all."""
        link = meeting_place() / "raw"
        link.unlink(missing_ok=True)
        link.symlink_to(self.raw, target_is_directory=True)
        return link

    def with_truth(self, query: str) -> str:
        """The query with each `truth('flaws')` and the like as the file."""
        folder = self.folder / "truth" / "sample"
        return re.sub(r"truth\('(\w+)'\)", rf"read_parquet('{folder}/\1.parquet')", query)


@cache
def meeting_place() -> Path:
    """A folder of this process, removed at its end."""
    return folder_of_the_run("samples-")


def make_sample(
    folder: Path, *, customers: int, months: int, seed: int, flaws: bool = True
) -> Sample:
    """Generate a sample below a folder."""
    places = replace(Paths.from_environment(), raw=folder / "raw", truth_folder=folder / "truth")
    generate(places, make_settings(customers, months, seed, flaws))
    return Sample(folder)


def by_key(rows: Rows, width: int) -> dict[Sequence[Any], tuple[Any, ...]]:
    """Rows as a mapping of their first ``width`` values to the others."""
    return {row[:width]: row[width:] for row in rows}
