"""Runs the Great Expectations suites of a layer (see `quality/`) and returns their results.

One checkpoint a layer, one validation definition a batch. The library works its metrics out in
common queries, so a single expectation has no run time of its own: `seconds` is the
checkpoint's time, spread evenly over its expectations.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loyalty_warehouse.gx_duckdb import duckdb_source, import_gx
from loyalty_warehouse.results import CheckResult, Layer, Severity, Status
from loyalty_warehouse.settings import Shop

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.datasource.fluent import SQLDatasource

    from quality import Batch

RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
"""Counts only: no value of a failing row leaves the database."""

NOT_LIMITS = {"batch_id", "column", "column_A", "column_B", "unexpected_rows_query"}
"""Arguments of expectations that are not part of what is allowed."""


def run_layer(
    layer: Layer, shop: Shop, database: Path, raw_path: Path, as_of: date | None, run_id: str
) -> list[CheckResult]:
    """Check one layer of a shop; one result an expectation.

    `raw` reads the Parquet files below `raw_path`, the other layers the DuckDB file `database`
    (opened read-only and closed again; dbt must have closed it before). `as_of` is the asked day,
    None if the data decide it.
    What cannot be read gives results of status `error`; a build file that is missing or locked
    raises WarehouseError.
    """
    import_gx()
    batches = _batches(layer, shop, raw_path, as_of)
    found = _Results(run_id, shop.name, layer)
    if layer == "raw":
        found.systems_without_suite(shop.systems)
    with duckdb_source(None if layer == "raw" else database) as (context, source):
        readable = []
        for batch in batches:
            if _can_be_read(source, batch):
                readable.append(batch)
            else:
                found.unreadable(batch)
        if readable:
            _run_checkpoint(context, source, layer, readable, found)
    return found.rows


def _batches(layer: Layer, shop: Shop, raw_path: Path, as_of: date | None) -> list[Batch]:
    from quality import conformed, marts, raw, raw_landings

    if layer == "raw":
        return raw.batches(shop.systems, raw_path)
    if layer == "conformed":
        staged = raw_landings.staged_batches(shop.systems, as_of)
        return [*staged, *conformed.batches(shop.systems, as_of)]
    return marts.batches(shop.systems, as_of)


def _can_be_read(source: SQLDatasource, batch: Batch) -> bool:
    """Whether the batch's file or table is there and has the columns that its query names."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    with source.get_engine().connect() as connection:
        try:
            connection.execute(text(f"select * from ({batch.query}) as batch limit 0"))
        except SQLAlchemyError:
            return False
    return True


def _run_checkpoint(
    context: AbstractDataContext,
    source: SQLDatasource,
    layer: Layer,
    batches: list[Batch],
    found: _Results,
) -> None:
    gx = import_gx()
    definitions = []
    for batch in batches:
        asset = source.add_query_asset(batch.model, query=batch.query)
        # An expectation belongs to one suite; those of quality/raw.py serve several runs.
        suite = context.suites.add(
            gx.ExpectationSuite(name=batch.model, expectations=[*map(copy, batch.expectations)])
        )
        definition = gx.ValidationDefinition(
            name=batch.model, data=asset.add_batch_definition_whole_table("all"), suite=suite
        )
        definitions.append(context.validation_definitions.add(definition))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name=layer, validation_definitions=definitions, result_format=RESULT_FORMAT)
    )
    started = time.perf_counter()
    outcome = checkpoint.run()
    elapsed = time.perf_counter() - started
    validations = list(outcome.run_results.values())
    share = elapsed / sum(len(validation.results) for validation in validations)
    for validation in validations:
        for result in validation.results:
            found.evaluated(validation.suite_name, result, share)


class _Results:
    """Collects the results of one layer of one run."""

    def __init__(self, run_id: str, shop: str, layer: Layer) -> None:
        self.rows: list[CheckResult] = []
        self._run_id = run_id
        self._shop = shop
        self._layer: Layer = layer

    def evaluated(self, model: str, result: Any, seconds: float) -> None:
        """A result of the library: passed, failed, or raised an exception (`error`)."""
        config = result.expectation_config
        severity = _severity(config)
        failures, measured = (None, None) if _raised(result) else _measured(result)
        self._add(
            model,
            config.meta["check_name"],
            severity,
            _status(result, severity),
            failures,
            measured,
            _threshold(config.kwargs, result.result),
            seconds,
        )

    def unreadable(self, batch: Batch) -> None:
        """No expectation on a relation that cannot be read could be worked out."""
        for expectation in batch.expectations:
            config = expectation.configuration
            self._add(
                batch.model,
                config.meta["check_name"],
                _severity(config),
                "error",
                None,
                None,
                _threshold(config.kwargs, {}),
            )

    def systems_without_suite(self, systems: Collection[str]) -> None:
        """Nobody looks at the raw files of a system without a suite or a landing contract."""
        from quality.raw import TABLES
        from quality.raw_landings import systems_with_contracts

        known = {*TABLES, *systems_with_contracts(systems)}
        for system in systems:
            if system not in known:
                name = "system_has_a_raw_suite"
                self._add(system, name, "warn", "warn", 1, 0, "a suite in quality/raw.py")

    def _add(
        self,
        model: str,
        check_name: str,
        severity: Severity,
        status: Status,
        failures: int | None,
        measured: float | None,
        threshold: str | None,
        seconds: float = 0.0,
    ) -> None:
        self.rows.append(
            CheckResult(
                run_id=self._run_id,
                shop=self._shop,
                layer=self._layer,
                check_name=check_name,
                kind="expectation",
                model=model,
                severity=severity,
                status=status,
                failures=failures,
                measured_value=measured,
                threshold=threshold,
                seconds=seconds,
                checked_at=datetime.now(UTC),
            )
        )


def _severity(config: Any) -> Severity:
    return "error" if config.severity == "critical" else "warn"


def _status(result: Any, severity: Severity) -> Status:
    if _raised(result):
        return "error"
    if result.success:
        return "pass"
    return "fail" if severity == "error" else "warn"


def _raised(result: Any) -> bool:
    info = result.exception_info or {}
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(each.get("raised_exception") for each in info.values())


def _measured(result: Any) -> tuple[int, float | None]:
    """Failures and what was measured: a count, a value, or the share of rows that keep a rule."""
    values = result.result
    details = values.get("details") or {}
    if "mismatched" in details:
        columns = [name for names in details["mismatched"].values() for name in names]
        return (0 if result.success else len(columns)), float(len(values["observed_value"]))
    if "unexpected_percent" in values:
        percent = values["unexpected_percent"]  # None if there is no row
        return int(values["unexpected_count"] or 0), None if percent is None else 1 - percent / 100
    observed = values.get("observed_value")
    number = float(observed) if isinstance(observed, (int, float, Decimal)) else None
    if "unexpected_rows_query" in result.expectation_config.kwargs:
        return int(observed or 0), number
    return (0 if result.success else 1), number


def _threshold(arguments: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """What is allowed, as short text; for columns also which are missing or unexpected."""
    if "unexpected_rows_query" in arguments:
        return "no rows"
    if "column_set" in arguments:
        mismatched = (result.get("details") or {}).get("mismatched", {})
        extra = [f"{kind}: {', '.join(sorted(names))}" for kind, names in mismatched.items()]
        return "; ".join(["columns " + ", ".join(sorted(arguments["column_set"])), *extra])
    limits = {name: value for name, value in arguments.items() if name not in NOT_LIMITS}
    return ", ".join(f"{name}={value}" for name, value in sorted(limits.items()))
