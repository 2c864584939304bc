"""Looks at the raw tables before dbt does, and says in a sentence what is missing.

A missing table or column, or one of another type, stops the run. A column that a landing contract
does not know is a warning: nothing reads it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from loyalty_warehouse.landed import Finding, Relations, look_at
from loyalty_warehouse.landing_contract import Expected, expected_tables
from loyalty_warehouse.results import NOTHING_READS, CheckResult
from loyalty_warehouse.settings import Paths

__all__ = ["Expected", "check_raw", "expected_tables"]


def check_raw(
    paths: Paths, shop: str, expected: Iterable[Expected], relations: Relations | None = None
) -> tuple[list[CheckResult], list[str]]:
    """Check every expected table: the results, and the sentences of those that failed.

    ``relations`` holds the columns of the tables that are in the database.
    """
    results, sentences = [], []
    for table in expected:
        started = time.monotonic()
        finding = look_at(paths, shop, table, relations or {})
        sentences += [f"{table.name}: {sentence}" for sentence in finding.sentences]
        results.append(_result(shop, finding, time.monotonic() - started))
        results += [_new_column(shop, finding, column) for column in finding.new]
    return results, sentences


def _result(shop: str, finding: Finding, seconds: float) -> CheckResult:
    table = finding.table
    return CheckResult(
        run_id="",
        shop=shop,
        layer="raw",
        check_name=f"lands_as_declared_{table.system}_{table.table}",
        kind="preflight",
        model=table.name,
        severity="error",
        status="fail" if finding.failures else "pass",
        failures=finding.failures,
        measured_value=float(finding.failures),
        threshold="failures = 0",
        seconds=seconds,
        checked_at=datetime.now(UTC),
    )


def _new_column(shop: str, finding: Finding, column: str) -> CheckResult:
    """The warning about one column that the landing contract does not know."""
    return CheckResult(
        run_id="",
        shop=shop,
        layer="raw",
        check_name=f"new_column_{column}{NOTHING_READS}",
        kind="preflight",
        model=finding.table.name,
        severity="warn",
        status="warn",
        failures=1,
        measured_value=1.0,
        threshold=f"columns of {finding.table.yaml}",
        seconds=0.0,
        checked_at=datetime.now(UTC),
    )
