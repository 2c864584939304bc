"""What is expected of raw tables whose base model states a landing contract, whatever the system.

The contract (`config.meta.landing` and the columns of `models/staging/<system>/base_*.yml`) says
which columns must be filled, which one says when a row was loaded and whether rows are events.
Before staging (`batches`) a table must have rows and its required columns values; after it
(`staged_batches`) few rows may have been refused, and tables of events must not have run dry.
Row by row, staging judges; these rules look at tables as a whole.

A shop has many such tables and each batch costs time of its own, so all of them are one batch with
one row of counts a table (`TablesBatch`), and a rule names the tables that break it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from great_expectations.expectations.expectation import Expectation

from loyalty_warehouse.settings import Paths
from quality import ERROR, WARN, Batch, date_literal, no_rows

MOST_REFUSED = 0.05
FEW_ROWS = 20
"""So many refused rows are no reason to stop, however small the table."""
FRESH_DAYS = 7
STEADY_ROWS_A_DAY = 2
"""A table of events with fewer may well be silent for a week."""
LEAST_OF_BEFORE = 0.25
"""A week with less than this share of the four weeks before is a drop."""


@dataclass(frozen=True)
class TablesBatch(Batch):
    """A batch of one row of counts a raw table, with the table's name in the column `model`.

    Each expectation is a query of the tables that break it: their `model`, and how many rows do
    as `failures`. It judges the tables that `judged` lists under its name.
    """

    rows: Mapping[str, str]
    """The SQL of each table's row, by the table's name."""
    judged: Mapping[str, tuple[str, ...]]

    def only(self, tables: Iterable[str]) -> TablesBatch:
        """The same batch with some of its tables (at least one)."""
        rows = {table: self.rows[table] for table in tables}
        return replace(self, rows=rows, query=" union all ".join(rows.values()))

    def of_table(self, table: str) -> Batch:
        """A batch of one table alone, with the expectations that judge it."""
        rules = [
            each for each in self.expectations if table in self.judged[each.meta["check_name"]]
        ]
        return Batch(table, self.rows[table], rules)


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


Rules = list[tuple[Expectation, list[Landing]]]
"""Expectations with the raw tables that they judge."""


def batches(systems: Iterable[str], raw_path: Path) -> list[Batch]:
    """One batch of the raw tables that lie below `raw_path`; without any, none."""
    patterns = {
        each: raw_path / each.system / each.table / "*.parquet" for each in landings(systems)
    }
    landed = {each: file for each, file in patterns.items() if _is_there(file)}
    rules: Rules = [
        (_has_rows(), [*landed]),
        (
            _few(
                "required_columns_are_filled",
                "unfilled_count",
                "Staging refuses rows without them; many are a broken export.",
            ),
            [each for each in landed if each.required],
        ),
    ]
    rows = {each.name: _landed_row(each, file) for each, file in landed.items()}
    return _batch("raw tables", rows, rules)


def staged_batches(systems: Iterable[str], as_of: date | None) -> list[Batch]:
    """One batch of the base models, for the gate after staging."""
    found = landings(systems)
    events = [each for each in found if each.is_event]
    rules: Rules = [
        (
            _few(
                "few_rows_are_quarantined",
                "refused_count",
                "Staging explains single bad rows; one in twenty means that the source changed.",
            ),
            found,
        ),
        (_good_rows_are_complete(), [each for each in found if each.required]),
        (_is_loaded_lately(), [each for each in events if each.loaded]),
        (_keeps_its_daily_volume(), [each for each in events if each.time]),
    ]
    clock = date_literal(as_of) if as_of else "(select max(order_date) from conformed.orders)"
    return _batch("staged tables", {each.name: _staged_row(each, clock) for each in found}, rules)


def _batch(model: str, rows: Mapping[str, str], rules: Rules) -> list[Batch]:
    judged = {rule.meta["check_name"]: tuple(each.name for each in found) for rule, found in rules}
    everything = TablesBatch(model, "", [rule for rule, _ in rules], rows, judged)
    return [everything.only(rows)] if rows else []


def _is_there(pattern: Path) -> bool:
    return next(pattern.parent.glob(pattern.name), None) is not None


def _has_rows() -> Expectation:
    return _broken_where(
        "has_rows",
        "row_count = 0",
        because="A table that landed without a row is a failed load, or a very young shop.",
        severity=WARN,
    )


def _good_rows_are_complete() -> Expectation:
    return _broken_where(
        "good_rows_have_required_columns",
        "unfilled_count > 0",
        failures="unfilled_count",
        because="A row without its key or a required value must have been quarantined.",
    )


def _is_loaded_lately() -> Expectation:
    return _broken_where(
        "is_loaded_lately",
        f"last_day < clock_day - {FRESH_DAYS} and rows_a_day >= {STEADY_ROWS_A_DAY}",
        severity=WARN,
        because="Events come every day; a week without any means that loading stopped.",
    )


def _keeps_its_daily_volume() -> Expectation:
    return _broken_where(
        "keeps_its_daily_volume",
        f"last_week < {LEAST_OF_BEFORE} * before / 4 and before >= {28 * STEADY_ROWS_A_DAY}",
        severity=WARN,
        because="A last week with a quarter of the usual rows is a cut-off delivery.",
    )


def _broken_where(
    name: str, condition: str, *, because: str, severity: str = ERROR, failures: str = "1"
) -> Expectation:
    """The rule that no table's row meets a condition; `failures` counts the rows behind it."""
    sql = f"select model, {failures} as failures from {{batch}} where {condition}"
    return no_rows(name, sql, because=because, severity=severity)


def _few(name: str, count: str, because: str) -> Expectation:
    """The rule that a count is small: one in twenty rows of the table, or `FEW_ROWS` in all."""
    few = f"{count} > {FEW_ROWS} and {count} > {MOST_REFUSED} * row_count"
    return _broken_where(name, few, because=because, failures=count)


def _landed_row(landing: Landing, pattern: Path) -> str:
    """A table as it landed: its rows, and those without a required value."""
    path = str(pattern).replace("'", "''")
    nothing = "coalesce(trim(cast(\"{}\" as varchar)), '') = ''"
    return (
        f"select '{landing.name}' as model, count(*) as row_count, "
        f"{_rows_where(_any_of(nothing, landing.required))} as unfilled_count "
        f"from read_parquet('{path}', union_by_name = true)"
    )


def _staged_row(landing: Landing, clock: str) -> str:
    """A base model: its rows, those refused and those good but incomplete; the pace of events.

    Up to the day `clock` (SQL): the last day with a good row by its time of loading and the rows a
    day until then; the rows of the last week and of the 28 days before by business time.
    """
    age = "(clock_day - event_day)"
    incomplete = _any_of('"{}" is null', landing.required)
    return (
        f"select '{landing.name}' as model, max(clock_day) as clock_day, count(*) as row_count, "
        f"count(quarantine_reasons) as refused_count, "
        f"{_rows_where('quarantine_reasons is null and is_incomplete')} as unfilled_count, "
        "max(loaded_day) as last_day, "
        "count(loaded_day) / (1.0 + (max(loaded_day) - min(loaded_day))) as rows_a_day, "
        f"{_rows_where(f'{age} between 0 and 6')} as last_week, "
        f"{_rows_where(f'{age} between 7 and 34')} as before "
        f"from (select quarantine_reasons, clock_day, "
        f"{incomplete} as is_incomplete, "
        f"{_good_day(landing.loaded if landing.is_event else None)} as loaded_day, "
        f"{_good_day(landing.time if landing.is_event else None)} as event_day "
        f"from {landing.base} cross join (select {clock} as clock_day) as clock) as days"
    )


def _rows_where(condition: str) -> str:
    return f"count(case when {condition} then 1 end)"


def _any_of(condition: str, columns: Iterable[str]) -> str:
    """Whether the condition (with `{}` for the column) holds for any of the columns."""
    return "(" + (" or ".join(condition.format(name) for name in columns) or "false") + ")"


def _good_day(column: str | None) -> str:
    """The day of a column in good rows up to the clock's day; null without a column."""
    if column is None:
        return "cast(null as date)"
    day = f'cast("{column}" as date)'
    return f"case when quarantine_reasons is null and {day} <= clock_day then {day} end"
