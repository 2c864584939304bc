"""Lands a sample day by day, as its loaders wrote it, and compares two builds model by model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from dbt.cli.main import dbtRunner
from spark.dbt_runs import PROJECT

from loyalty_warehouse.dbt_project import release_database

LOAD_STAMPS = ("_fivetran_synced", "_loaded_at")
"""When a row was loaded: the columns that raw tables name it by."""
SCHEMAS = ("staging", "conformed", "intermediate", "marts", "quality")
Landing = tuple[Path, pa.Table, pa.Array]
"""A raw file, by its path below the raw folder, its rows and the day of loading of each."""


class Deliveries:
    """The rows of a raw folder by the day on which they were loaded.

    Day 0 is everything before the last ``days`` days, and what does not say when it was loaded.
    """

    def __init__(self, raw: Path, days: int) -> None:
        read = [self._read(raw, file) for file in sorted(raw.rglob("*.parquet"))]
        dates = [pc.max(landing[2]).as_py() for landing in read]
        last = max(date for date in dates if date is not None)
        self.days = days
        self._landings = [
            (path, rows, self._numbers(date, last - timedelta(days=days)))
            for path, rows, date in read
        ]

    def land(self, day: int, raw: Path) -> list[str]:
        """Add the files of a day (0 .. days) to a raw folder; return the tables that got rows."""
        landed = set()
        for path, rows, number in self._landings:
            new = rows.filter(pc.equal(number, day))
            if new.num_rows or day == 0:
                target = raw / path.parent / f"day-{day:02d}-{path.name}"
                target.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(new, target)
                landed.update([".".join(path.parent.parts)] if new.num_rows else [])
        return sorted(landed)

    @staticmethod
    def _read(raw: Path, file: Path) -> Landing:
        rows = pq.read_table(file)
        stamps = [name for name in LOAD_STAMPS if name in rows.column_names]
        none = pa.nulls(rows.num_rows, pa.date32())
        dates = rows[stamps[0]].cast(pa.date32(), safe=False) if stamps else none
        return file.relative_to(raw), rows, dates

    @staticmethod
    def _numbers(dates: pa.Array, before: Any) -> pa.Array:
        """The number of each date after another one, not below 0."""
        since = pc.subtract(dates.cast(pa.int32()), pa.scalar(before, pa.date32()).cast(pa.int32()))
        return pc.fill_null(pc.max_element_wise(since, 0), 0)


class Warehouse:
    """A DuckDB file that dbt builds from a raw folder; the project is parsed once for all runs."""

    def __init__(
        self,
        folder: Path,
        raw: Path,
        variables: dict[str, Any],
        manifest: Any = None,
        project: Path = PROJECT,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.database = folder / "warehouse.duckdb"
        self.folder, self.raw, self.variables, self.project = folder, raw, variables, project
        self.manifest = manifest
        self.manifest = manifest or self.run("parse")

    def run(self, command: str, *arguments: str) -> Any:
        """Invoke dbt; return its result. Fails the test with dbt's messages."""
        shared = ["--project-dir", self.project, "--profiles-dir", self.project]
        shared += ["--target", "duckdb"]
        shared += ["--target-path", self.folder / "target", "--log-path", self.folder / "logs"]
        shared += ["--log-level", "none", "--log-level-file", "none", "--quiet"]
        shared += ["--no-write-json", "--vars", json.dumps(self.variables)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WAREHOUSE_DUCKDB_PATH", str(self.database))
            patch.setenv("WAREHOUSE_RAW_PATH", str(self.raw))
            patch.setenv("WAREHOUSE_RUN_ID", "the run")
            runner = dbtRunner(manifest=self.manifest)
            done = runner.invoke([command, *map(str, shared), *arguments])
            release_database()
        results = getattr(done.result, "results", [])
        wrong = [f"{r.node.name}: {r.message}" for r in results if str(r.status) != "success"]
        assert done.success and not wrong, f"dbt {command}: {done.exception or wrong}"
        return done.result


@dataclass(frozen=True)
class Difference:
    """A model that two builds disagree on: rows that only one has, and some of them."""

    model: str
    only_first: int
    only_second: int
    examples: list[tuple[Any, ...]]

    def __str__(self) -> str:
        return f"{self.model}: {self.only_first} / {self.only_second} rows, {self.examples}"


def differences(first: Path, second: Path) -> tuple[int, list[Difference]]:
    """How many models two DuckDB files hold, and which differ as multisets of rows."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{first}' as one (read_only)")
        connection.execute(f"attach '{second}' as two (read_only)")
        models = _models(connection, "one")
        assert models == _models(connection, "two")
        return len(models), list(_differences(connection, models))


def _models(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """The tables of a database in the schemas of the layers, and the marts that are views."""
    query = f"""select table_schema || '.' || table_name from information_schema.tables
        where table_catalog = '{database}' and table_schema in {SCHEMAS}
            and (table_type <> 'VIEW' or table_schema = 'marts') order by 1"""
    return [name for (name,) in connection.execute(query).fetchall()]


def _differences(connection: duckdb.DuckDBPyConnection, models: list[str]) -> Iterator[Difference]:
    for model in models:
        only = [
            connection.execute(f"from {a}.{model} except all from {b}.{model}").fetchall()
            for a, b in (("one", "two"), ("two", "one"))
        ]
        if any(only):
            yield Difference(model, len(only[0]), len(only[1]), [rows[0] for rows in only if rows])
