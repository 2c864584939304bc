"""Generates a small sample and builds it with dbt, in folders of the test's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from spark.dbt_runs import PROJECT, Engine

from loyalty_warehouse.sample.generate import generate
from loyalty_warehouse.sample.shop import make_settings
from loyalty_warehouse.settings import Paths

Rows = list[tuple[Any, ...]]
SHOP_FILE = PROJECT / "shops" / "sample.yml"


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

    def dbt(self, *arguments: str, variables: str | None = None) -> None:
        """Run dbt on the sample; fails the test with dbt's messages."""
        environment = {
            "WAREHOUSE_RAW_PATH": str(self.raw),
            "WAREHOUSE_DUCKDB_PATH": str(self.database),
        }
        engine = Engine("duckdb", self.folder / "dbt", environment)
        engine.invoke(*arguments, "--vars", variables or SHOP_FILE.read_text())

    def ask(self, query: str) -> Rows:
        """What a query gives on the build; truth files are `truth('flaws')` and the like."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(self._with_truth(query)).fetchall()

    def _with_truth(self, query: str) -> str:
        folder = self.folder / "truth" / "sample"
        return re.sub(r"truth\('(\w+)'\)", rf"read_parquet('{folder}/\1.parquet')", query)


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
