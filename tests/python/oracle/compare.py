"""Row-by-row comparison of a built mart with its expected rows."""

import math
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from .contract import KEYS, MARTS, ROWS, TYPES

Row = dict[str, Any]
RELATIVE_TOLERANCE = 1e-9
SHOWN = 12


@dataclass(frozen=True)
class Difference:
    """One disagreement: a missing or unexpected row has the column ``(row)``."""

    key: tuple[Any, ...]
    column: str
    expected: Any
    actual: Any


def read_mart(connection: duckdb.DuckDBPyConnection, mart: str) -> list[Row]:
    """Return the rows of ``mart``, customers by record id (``customer``) and money in cents."""
    columns = MARTS[mart]
    picked = [
        f"cast(mart.{name} * 100 as hugeint) as {name}" if kind == "money" else f"mart.{name}"
        for name, kind in columns.items()
        if name != "customer"
    ]
    source = f"marts.{mart} as mart"
    if "customer" in columns:
        picked.append("dim.customer_record_id as customer")
        source += " left join marts.dim_customers as dim on mart.customer_id = dim.customer_id"
    rows = ROWS.get(mart, "true")
    result = connection.execute(f"select {', '.join(picked)} from {source} where {rows}")
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def expected_rows(mart: str, table: pd.DataFrame) -> list[Row]:
    """Return the rows of an expected ``table`` as plain Python values of the mart's kinds."""
    columns = MARTS[mart]
    return [
        {
            str(name): _plain(value, columns[str(name)])
            for name, value in record.items()
            if name in columns
        }
        for record in table.to_dict("records")
    ]


def _plain(value: Any, kind: str) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    match kind:
        case "count" | "money":
            return int(value)
        case "float":
            return float(value)
        case "flag":
            return bool(value)
        case "date":
            return pd.Timestamp(value).date()
        case _:
            return str(value)


def differences(mart: str, expected: list[Row], actual: list[Row]) -> list[Difference]:
    """Return every disagreement between two lists of rows; duplicate keys are disagreements too."""
    found: list[Difference] = []
    left, right = _by_key(mart, expected, found), _by_key(mart, actual, found)
    for key in sorted(left.keys() | right.keys(), key=repr):
        if key not in left or key not in right:
            found.append(Difference(key, "(row)", left.get(key), right.get(key)))
            continue
        row = right[key]
        found.extend(
            Difference(key, name, value, row[name])
            for name, value in left[key].items()
            if not _same(value, row[name])
        )
    return found


def _by_key(mart: str, rows: list[Row], found: list[Difference]) -> dict[tuple[Any, ...], Row]:
    keyed: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in KEYS[mart])
        if key in keyed:
            found.append(Difference(key, "(row)", "one row", "a second row of this key"))
        keyed[key] = row
    return keyed


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return math.isclose(expected, actual, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    return bool(expected == actual) and (expected is None) == (actual is None)


def assert_equal(
    connection: duckdb.DuckDBPyConnection, mart: str, expected: pd.DataFrame, context: str = ""
) -> None:
    """Fail with the first disagreements unless ``mart`` equals ``expected`` in every row."""
    wanted, got = expected_rows(mart, expected), read_mart(connection, mart)
    found = differences(mart, wanted, got)
    if not found:
        return
    shown = "\n".join(
        f"  {item.key} {item.column}: expected {item.expected!r}, got {item.actual!r}"
        for item in found[:SHOWN]
    )
    raise AssertionError(
        f"{mart}: {len(found)} disagreements on {len(wanted)} expected and {len(got)} built rows"
        f" {context}\n{shown}"
    )


def assert_types(connection: duckdb.DuckDBPyConnection, mart: str) -> None:
    """Fail unless every column of the contract stands in ``mart`` with its type."""
    described = connection.execute(f"describe marts.{mart}").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    wanted = {
        ("customer_id" if name == "customer" else name): TYPES["id" if name == "customer" else kind]
        for name, kind in MARTS[mart].items()
    }
    wrong = {
        name: (types.get(name), sorted(allowed))
        for name, allowed in wanted.items()
        if types.get(name) not in allowed
    }
    assert not wrong, f"{mart}: type found and types allowed: {wrong}"
