"""Compares one table of a DuckDB build with the same table of a Spark build, row by row."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from loyalty_warehouse.spark.client import query

RELATIVE_TOLERANCE = 1e-9
SHOWN_ROWS = 3
SPARK_TYPES = {"string": "VARCHAR", "int": "INTEGER"}


@dataclass(frozen=True)
class Comparison:
    """The number of rows on DuckDB, and what differs (empty: nothing)."""

    row_count: int
    differences: list[str]
    has_contract: bool = True


def spark_columns(port: int, table: str) -> dict[str, str]:
    """A Spark table's columns with their types, spelled as DuckDB spells them."""
    rows = query(port, f"describe {table}")
    return {name: SPARK_TYPES.get(kind, kind.upper()) for name, kind, _ in rows}


def compare(
    build: duckdb.DuckDBPyConnection,
    duckdb_table: str,
    columns_on_spark: dict[str, str] | None,
    spark_folder: Path,
    ignored: frozenset[str] = frozenset(),
) -> Comparison:
    """Compare a table of the open DuckDB build with the Parquet files Spark wrote for its own.

    Columns must be the same, in order, and of the same types. Rows must be equal in every column;
    columns of type DOUBLE within a relative tolerance of 1e-9. `ignored` columns are left out.
    Without `columns_on_spark` (a model has no contract) types and order are not compared.
    """
    described = build.execute(f"describe {duckdb_table}").fetchall()
    columns = {name: kind for name, kind, *_ in described}
    has_contract = columns_on_spark is not None
    if has_contract and list(columns.items()) != list((columns_on_spark or {}).items()):
        return Comparison(0, [f"columns {columns} on DuckDB, {columns_on_spark} on Spark"])
    exact = [name for name, kind in columns.items() if kind != "DOUBLE" and name not in ignored]
    doubles = [name for name, kind in columns.items() if kind == "DOUBLE" and name not in ignored]
    build.execute(f"create or replace temp view ours as {_numbered(duckdb_table, columns, exact)}")
    theirs = _spark_source(columns, spark_folder)
    build.execute(f"create or replace temp view theirs as {_numbered(theirs, columns, exact)}")
    counted = build.execute("select count(*) from ours").fetchall()
    return Comparison(counted[0][0], _row_differences(build, exact, doubles), has_contract)


def _spark_source(columns: dict[str, str], folder: Path) -> str:
    """The Parquet files as a relation. Spark writes no file where there is no row."""
    if list(folder.glob("*.parquet")):
        return f"read_parquet('{folder}/*.parquet')"
    nulls = ", ".join(f'null::{kind} as "{name}"' for name, kind in columns.items())
    return f"(select {nulls} where false)"


def _numbered(source: str, columns: dict[str, str], exact: list[str]) -> str:
    """The rows of a relation; equal ones are told apart by a running number."""
    values = ", ".join(_value(name, kind) for name, kind in columns.items())
    doubles = [f'"{name}"' for name, kind in columns.items() if kind == "DOUBLE"]
    partition = ", ".join(f'"{name}"' for name in exact) or "true"
    order = f"order by {', '.join(doubles)}" if doubles else ""
    return (
        f"select *, row_number() over (partition by {partition} {order}) as twin_number"
        f" from (select {values} from {source})"
    )


def _value(name: str, kind: str) -> str:
    """A column as it is compared: Spark's timestamps are instants, both engines hold UTC."""
    if kind == "TIMESTAMP":
        return f'timezone(\'UTC\', "{name}"::timestamptz) as "{name}"'
    return f'"{name}"'


def _row_differences(
    build: duckdb.DuckDBPyConnection, exact: list[str], doubles: list[str]
) -> list[str]:
    keys = " and ".join(
        f'ours."{name}" is not distinct from theirs."{name}"' for name in [*exact, "twin_number"]
    )
    joined = f"from ours full join theirs on {keys}"
    shown = ", ".join(f'"{name}"' for name in [*exact, *doubles])
    differences = []
    for side, other in (("ours", "theirs"), ("theirs", "ours")):
        missing = f"from {side} anti join {other} on {keys}"
        engine = "DuckDB" if side == "ours" else "Spark"
        differences += _report(build, f"select {shown} {missing}", f"only on {engine}")
    for name in doubles:
        a, b = f'ours."{name}"', f'theirs."{name}"'
        close = f"abs({a} - {b}) <= {RELATIVE_TOLERANCE} * greatest(abs({a}), abs({b}))"
        wrong = f"where {a} is distinct from {b} and ({close}) is not true"
        both = "ours.twin_number is not null and theirs.twin_number is not null"
        columns = ", ".join(f'ours."{key}"' for key in exact)
        differences += _report(
            build, f"select {a}, {b}, {columns} {joined} {wrong} and {both}", f"different {name}"
        )
    return differences


def _report(build: duckdb.DuckDBPyConnection, query: str, what: str) -> list[str]:
    rows = build.execute(query).fetchall()
    return [f"{len(rows)} rows {what}, such as {rows[:SHOWN_ROWS]}"] if rows else []
