"""Compares the raw tables with those the published file was made from.

A truncated delivery is well formed: every row passes. Only its size, beside what it was, tells.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from loyalty_warehouse.database import opened
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.landed import is_landed
from loyalty_warehouse.landing_contract import Expected
from loyalty_warehouse.results import CheckResult

LEAST_SHARE = 0.5
"""A table with fewer rows than this share of the published build's is taken for cut off."""


def check_volume(
    shop: str,
    published_file: Path,
    expected: Iterable[Expected],
    connection: duckdb.DuckDBPyConnection,
) -> tuple[list[CheckResult], list[str]]:
    """Compare every table's rows with the published build's: the results, and what failed.

    ``connection`` reads the files and the databases that the tables lie in. Tables that the
    published build did not have are not compared; nor is a missing optional one.
    """
    before = _published_counts(published_file)
    results, sentences = [], []
    for table in expected:
        name = table.name
        if name not in before or not is_landed(table):
            continue
        started = time.monotonic()
        now = _count(connection, table)
        if now is None:
            continue
        is_cut = now < before[name] * LEAST_SHARE
        if is_cut:
            sentences.append(
                f"{name}: holds {now:,} rows, the published build was made from {before[name]:,}: "
                "land it again, or build with --allow-shrink if it is meant to be so."
            )
        results.append(
            CheckResult(
                run_id="",
                shop=shop,
                layer="raw",
                check_name=f"keeps_its_volume_{table.system}_{table.table}",
                kind="preflight",
                model=name,
                severity="error",
                status="fail" if is_cut else "pass",
                failures=int(is_cut),
                measured_value=float(now),
                threshold=f"rows >= {LEAST_SHARE:.0%} of {before[name]}",
                seconds=time.monotonic() - started,
                checked_at=datetime.now(UTC),
            )
        )
    return results, sentences


def _published_counts(published_file: Path) -> dict[str, int]:
    """Rows of each raw table (`system.table`) that the published file was made from."""
    if not published_file.exists():
        return {}
    try:
        with opened(published_file, read_only=True) as connection:
            rows = connection.execute(
                "select source_system, raw_table, raw_row_count from quality.raw_counts"
            ).fetchall()
    except (WarehouseError, duckdb.CatalogException):
        return {}
    return {f"{system}.{table}": count for system, table, count in rows}


def _count(connection: duckdb.DuckDBPyConnection, table: Expected) -> int | None:
    """The rows of a table; None if it is in no database that the connection knows."""
    try:
        rows = connection.execute(f"select count(*) from {table.relation}").fetchall()
    except (duckdb.BinderException, duckdb.CatalogException):
        if table.is_file:
            raise
        return None
    return int(rows[0][0])
