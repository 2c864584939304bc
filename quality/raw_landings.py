"""What is expected of raw tables whose base model states a landing contract, whatever the system.

The contract (`config.meta.landing` and the columns of `models/staging/<system>/base_*.yml`) says
which columns must be filled, which one says when a row was loaded and whether rows are events.
Before staging (`batches`) a table must have rows and its required columns values; after it
(`staged_batches`) few rows may have been refused, and tables of events must not have run dry.
Row by row, staging judges; these rules look at tables as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from great_expectations.expectations import ExpectTableRowCountToBeBetween
from great_expectations.expectations.expectation import Expectation

from loyalty_warehouse.settings import Paths
from quality import WARN, Batch, date_literal, no_rows, rule, share_at_most

MOST_REFUSED = 0.05
FEW_ROWS = 20
"""So many refused rows are no reason to stop, however small the table."""
FRESH_DAYS = 7
STEADY_ROWS_A_DAY = 2
"""A table of events with fewer may well be silent for a week."""
LEAST_OF_BEFORE = 0.25
"""A week with less than this share of the four weeks before is a drop."""


@dataclass(frozen=True)
class Landing:
    """The landing contract of one raw table."""

    system: str
    table: str
    required: tuple[str, ...]
    """Columns that are filled in every row, as the contract says."""
    loaded: str | None
    time: str | None
    """The column with the business time."""
    is_event: bool

    @property
    def name(self) -> str:
        """The name in the results."""
        return f"{self.system}.{self.table}"

    @property
    def base(self) -> str:
        """The relation of the base model."""
        return f"staging.base_{self.system}__{self.table}"


def landings(systems: Iterable[str], project: Path | None = None) -> list[Landing]:
    """The landing contracts of systems, in the order of their files."""
    folder = (project or Paths.from_environment().project) / "models" / "staging"
    files = [file for system in systems for file in sorted((folder / system).glob("base_*.yml"))]
    return [found for file in files if (found := _landing(file)) is not None]


def systems_with_contracts(systems: Iterable[str]) -> set[str]:
    """The systems of which at least one raw table has a contract."""
    return {landing.system for landing in landings(systems)}


def _landing(file: Path) -> Landing | None:
    model = yaml.safe_load(file.read_text(encoding="utf-8"))["models"][0]
    contract: Mapping[str, Any] | None = _meta(model).get("landing")
    if contract is None:
        return None
    system, table = file.stem.removeprefix("base_").split("__", 1)
    columns = [each for each in model.get("columns", []) if _meta(each).get("required")]
    return Landing(
        system=system,
        table=table,
        required=tuple(column["name"] for column in columns),
        loaded=contract.get("loaded"),
        time=next(iter(contract.get("times", [])), None),
        is_event=bool(contract.get("is_event")),
    )


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = (node.get("config") or {}).get("meta") or {}
    return meta


def batches(systems: Iterable[str], raw_path: Path) -> list[Batch]:
    """One batch a raw table that lies below `raw_path`; a table that did not land has none."""
    found = []
    for landing in landings(systems):
        pattern = raw_path / landing.system / landing.table / "*.parquet"
        if next(pattern.parent.glob(pattern.name), None) is not None:
            path = str(pattern).replace("'", "''")
            query = f"select * from read_parquet('{path}', union_by_name = true)"
            found.append(Batch(landing.name, query, _landed_rules(landing)))
    return found


def _landed_rules(landing: Landing) -> list[Expectation]:
    rules = [
        rule(
            "has_rows",
            ExpectTableRowCountToBeBetween,
            because="A table that landed without a row is a failed load, or a very young shop.",
            severity=WARN,
            min_value=1,
        )
    ]
    if landing.required:
        nothing = " or ".join(
            f"coalesce(trim(cast(\"{name}\" as varchar)), '') = ''" for name in landing.required
        )
        rules.append(
            _few(
                "required_columns_are_filled",
                nothing,
                "Staging refuses rows without them; many are a broken export.",
            )
        )
    return rules


def staged_batches(systems: Iterable[str], as_of: date | None) -> list[Batch]:
    """One batch a base model, for the gate after staging."""
    found = []
    for landing in landings(systems):
        rules = [
            _few(
                "few_rows_are_quarantined",
                "quarantine_reasons is not null",
                "Staging explains single bad rows; one in twenty means that the source changed.",
            ),
            *_required_rules(landing),
            *(_steady_rules(landing, as_of) if landing.is_event else ()),
        ]
        found.append(Batch(landing.name, f"select * from {landing.base}", rules))
    return found


def _few(name: str, condition: str, because: str) -> Expectation:
    """The rule that a condition holds for few rows: one in twenty, or `FEW_ROWS` in all."""
    return share_at_most(
        name,
        condition,
        MOST_REFUSED,
        because=because,
        rows=f"(select * from {{batch}}) as landed having sum(case when {condition} then 1 else 0 "
        f"end) > {FEW_ROWS}",
    )


def _required_rules(landing: Landing) -> list[Expectation]:
    if not landing.required:
        return []
    nothing = " or ".join(f'"{name}" is null' for name in landing.required)
    return [
        no_rows(
            "good_rows_have_required_columns",
            f"select 1 as bad from {{batch}} where quarantine_reasons is null and ({nothing})",
            because="A row without its key or a required value must have been quarantined.",
        )
    ]


def _steady_rules(landing: Landing, as_of: date | None) -> list[Expectation]:
    """Warnings for a table of events that has run dry before as_of."""
    day = date_literal(as_of) if as_of else "(select max(order_date) from conformed.orders)"
    rules = []
    if landing.loaded:
        rules.append(
            no_rows(
                "is_loaded_lately",
                f"select 1 as stale from {_daily(landing.loaded, day)} "
                f"where last_day < {day} - {FRESH_DAYS} and rows_a_day >= {STEADY_ROWS_A_DAY}",
                severity=WARN,
                because="Events come every day; a week without any means that loading stopped.",
            )
        )
    if landing.time:
        rules.append(
            no_rows(
                "keeps_its_daily_volume",
                f"select 1 as dropped from {_daily(landing.time, day)} "
                f"where last_week < {LEAST_OF_BEFORE} * before / 4 "
                f"and before >= {28 * STEADY_ROWS_A_DAY}",
                severity=WARN,
                because="A last week with a quarter of the usual rows is a cut-off delivery.",
            )
        )
    return rules


def _daily(column: str, day: str) -> str:
    """Up to a day: the last day with rows, rows a day, rows of the last week and the 28 before."""
    age = f"({day} - event_day)"
    return (
        "(select max(event_day) as last_day, "
        "count(*) / (1.0 + (max(event_day) - min(event_day))) as rows_a_day, "
        f"sum(case when {age} < 7 then 1 else 0 end) as last_week, "
        f"sum(case when {age} between 7 and 34 then 1 else 0 end) as before "
        f'from (select cast("{column}" as date) as event_day from {{batch}} '
        f"where quarantine_reasons is null) as days where event_day <= {day}) as daily"
    )
