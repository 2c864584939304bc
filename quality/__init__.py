"""The Great Expectations suites, one module a layer: `raw`, `conformed`, `marts`.

dbt tests keys, relationships, contracts and reconciliations. The suites look at what those
cannot see: volume, distribution, freshness, rules between columns, and the shape of raw files.

Each module has a function `batches(...)` that returns the layer's `Batch` objects: a relation and
what is expected of it. A rule states its name, its expectation and why it exists; it blocks the
run (`error`) unless it says `severity=WARN`. `loyalty_warehouse.expectations` runs them.

Importing this package imports Great Expectations, which takes seconds: import it late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from great_expectations.expectations import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import Expectation

ERROR = "critical"
WARN = "warning"


@dataclass(frozen=True)
class Batch:
    """One relation under check.

    `model` is the name shown in the results, `query` the SQL that reads the relation.
    """

    model: str
    query: str
    expectations: list[Expectation]


def rule(
    name: str,
    expectation: type[Expectation],
    *,
    because: str,
    severity: str = ERROR,
    **arguments: Any,
) -> Expectation:
    """An expectation with a name (unique within its model) and the reason why it exists."""
    return expectation(meta={"check_name": name}, notes=because, severity=severity, **arguments)


def no_rows(name: str, sql: str, *, because: str, severity: str = ERROR) -> Expectation:
    """The rule that a query on `{batch}` returns no row: one row a failure."""
    return rule(
        name,
        UnexpectedRowsExpectation,
        because=because,
        severity=severity,
        unexpected_rows_query=sql,
    )


def share_at_most(
    name: str,
    condition: str,
    limit: float,
    *,
    because: str,
    severity: str = ERROR,
    rows: str = "{batch}",
) -> Expectation:
    """The rule that `condition` holds for at most the share `limit` (0 to 1) of the rows.

    `rows` is what follows `from`: the batch itself, or a join with it.
    An empty relation and a condition that is unknown (null) everywhere break no limit.
    """
    return no_rows(
        name,
        f"select share from (select avg(case when {condition} then 1.0 else 0.0 end) as share "
        f"from {rows}) as shares where share > {limit}",
        because=because,
        severity=severity,
    )


def date_literal(day: date) -> str:
    """A date as SQL."""
    return f"date '{day.isoformat()}'"
