"""Runs the Great Expectations suites of a layer (see `quality/`) and returns their results.

One checkpoint a layer and kind of batch, one validation definition a batch. The library works its
metrics out in common queries, so a single expectation has no run time of its own: `seconds` is the
checkpoint's time, spread evenly over its expectations. An expectation on a batch of many raw tables
(`TablesBatch`) gives one result for each table that it judges.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from loyalty_warehouse.gx_duckdb import duckdb_source, import_gx
from loyalty_warehouse.results import CheckResult, Layer, Severity, Status
from loyalty_warehouse.settings import Shop

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.datasource.fluent import SQLDatasource

    from quality import Batch
    from quality.raw_landings import TablesBatch

RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
"""Counts only: no value of a failing row leaves the database."""

TABLES_RESULT_FORMAT = {"result_format": "COMPLETE"}
"""The rows as well (the first 200), where a row says how many rows of a raw table break a rule."""

NOT_LIMITS = {"batch_id", "column", "column_A", "column_B", "unexpected_rows_query"}
"""Arguments of expectations that are not part of what is allowed."""


def run_layer(
    layer: Layer,
    shop: Shop,
    database: Path,
    raw_path: Path,
    as_of: date | None,
    run_id: str,
    models: Collection[str] | None = None,
) -> list[CheckResult]:
    """Check one layer of a shop; one result an expectation.

    `raw` reads the Parquet files below `raw_path`, the other layers the DuckDB file `database`
    (opened read-only and closed again; dbt must have closed it before). `as_of` is the asked day,
    None if the data decide it. Of a mart that is not among `models` nothing is expected: it may be
    switched off; None expects all.
    What cannot be read gives results of status `error`; a build file that is missing or locked
    raises WarehouseError.
    """
    import_gx()
    batches = _batches(layer, shop, raw_path, as_of)
    if layer == "marts" and models is not None:
        batches = [batch for batch in batches if batch.model in models]
    found = _Results(run_id, shop.name, layer)
    if layer == "raw":
        found.systems_without_suite(shop.systems)
    with duckdb_source(None if layer == "raw" else database) as (context, source):
        readable = [kept for batch in batches if (kept := _readable(source, batch, found))]
        plain = [batch for batch in readable if not _has_tables(batch)]
        of_tables = [batch for batch in readable if _has_tables(batch)]
        _run_checkpoint(context, source, layer, plain, RESULT_FORMAT, found)
        _run_checkpoint(context, source, f"{layer} tables", of_tables, TABLES_RESULT_FORMAT, found)
    return found.rows


def _batches(layer: Layer, shop: Shop, raw_path: Path, as_of: date | None) -> list[Batch]:
    from quality import conformed, marts, raw, raw_landings

    if layer == "raw":
        return raw.batches(shop.systems, raw_path)
    if layer == "conformed":
        staged = raw_landings.staged_batches(shop.systems, as_of)
        return [*staged, *conformed.batches(shop.systems, as_of)]
    return marts.batches(shop.systems, as_of)


def _has_tables(batch: Batch) -> TypeGuard[TablesBatch]:
    from quality.raw_landings import TablesBatch

    return isinstance(batch, TablesBatch)


def _readable(source: SQLDatasource, batch: Batch, found: _Results) -> Batch | None:
    """What of a batch can be read; the results get an error for what cannot."""
    if not _has_tables(batch):
        if _can_be_read(source, batch.query):
            return batch
        found.unreadable(batch)
        return None
    tables = [table for table, query in batch.rows.items() if _can_be_read(source, query)]
    for table in batch.rows.keys() - tables:
        found.unreadable(batch.of_table(table))
    return batch.only(tables) if tables else None


def _can_be_read(source: SQLDatasource, query: str) -> bool:
    """Whether the file or table of a query is there and has the columns that it names."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    with source.get_engine().connect() as connection:
        try:
            connection.execute(text(f"select * from ({query}) as batch limit 0"))
        except SQLAlchemyError:
            return False
    return True


def _run_checkpoint(
    context: AbstractDataContext,
    source: SQLDatasource,
    name: str,
    batches: Sequence[Batch],
    result_format: dict[str, Any],
    found: _Results,
) -> None:
    if not batches:
        return
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
        gx.Checkpoint(name=name, validation_definitions=definitions, result_format=result_format)
    )
    started = time.perf_counter()
    outcome = checkpoint.run()
    elapsed = time.perf_counter() - started
    by_name = {batch.model: batch for batch in batches}
    validations = list(outcome.run_results.values())
    share = elapsed / sum(len(validation.results) for validation in validations)
    for validation in validations:
        batch = by_name[validation.suite_name]
        for result in validation.results:
            if _has_tables(batch):
                found.evaluated_tables(batch, result, share)
            else:
                found.evaluated(batch.model, result, share)


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

    def evaluated_tables(self, batch: TablesBatch, result: Any, seconds: float) -> None:
        """A result on a batch of tables: one for each table, failed if its row is unexpected."""
        config = result.expectation_config
        name = config.meta["check_name"]
        tables = [table for table in batch.judged[name] if table in batch.rows]
        rows = (result.result.get("details") or {}).get("unexpected_rows") or []
        broken = {row["model"]: int(row["failures"]) for row in rows}
        severity = _severity(config)
        for table in tables:
            failures = None if _raised(result) else broken.get(table, 0)
            self._add(
                table,
                name,
                severity,
                "error" if failures is None else _judged(not failures, severity),
                failures,
                None if failures is None else float(failures),
                _threshold(config.kwargs, result.result),
                seconds / len(tables),
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
    return _judged(result.success, severity)


def _judged(is_kept: bool, severity: Severity) -> Status:
    if is_kept:
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
