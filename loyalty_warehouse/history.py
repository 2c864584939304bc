"""The record of runs and checks that travels with the warehouse.

Tables in the schema `quality`, in the build file and, as of the last publication, in the
published one:

- `runs`: one row a build or re-check; `status` is `running` until the last gate has passed, so a
  file that another build has begun to change is never taken for a passed one;
- `check_results`: one row a check a run;
- `grades`: one row a mart, of the last run (see `grades` and `grade_facts`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from loyalty_warehouse.database import DamagedFile, opened
from loyalty_warehouse.grade_facts import COMMENTS as GRADE_COMMENTS
from loyalty_warehouse.grade_facts import GRADES
from loyalty_warehouse.results import CheckResult

RUNS = """
create table if not exists quality.runs (
    run_id varchar not null,
    shop varchar not null,
    command varchar not null,
    as_of date,
    as_of_source varchar,
    started_at timestamp not null,
    finished_at timestamp,
    status varchar not null,
    fingerprint varchar not null
)
"""
CHECK_RESULTS = """
create table if not exists quality.check_results (
    run_id varchar not null,
    shop varchar not null,
    layer varchar not null,
    check_name varchar not null,
    kind varchar not null,
    model varchar,
    severity varchar not null,
    status varchar not null,
    failures bigint,
    measured_value double,
    threshold varchar,
    seconds double,
    checked_at timestamp not null
)
"""
COMMENTS = {
    "table quality.runs": "One row per build (command build) or re-check of an existing build "
    "(command check).",
    "column quality.runs.run_id": "Identifier of the run; sorts by start.",
    "column quality.runs.shop": "Name of the shop.",
    "column quality.runs.command": "build or check.",
    "column quality.runs.as_of": "The local date whose evening the marts describe.",
    "column quality.runs.as_of_source": "variable: it was asked for; data: the last date with an "
    "order or a refund.",
    "column quality.runs.started_at": "When the run started (UTC).",
    "column quality.runs.finished_at": "When the run ended (UTC); null while it runs or if it was "
    "killed.",
    "column quality.runs.status": "running, passed or failed; passed only after the last gate.",
    "column quality.runs.fingerprint": "SHA-256 over the code, the settings and the raw files the "
    "run was made from.",
    "table quality.check_results": "One row per check and run, history kept.",
    "column quality.check_results.run_id": "The run, as in quality.runs.",
    "column quality.check_results.shop": "Name of the shop.",
    "column quality.check_results.layer": "The gate: raw, conformed or marts.",
    "column quality.check_results.check_name": "Name of the check.",
    "column quality.check_results.kind": "dbt_test, expectation or preflight.",
    "column quality.check_results.model": "The model or raw table that was checked.",
    "column quality.check_results.severity": "error stops a run, warn does not.",
    "column quality.check_results.status": "pass, fail, warn (failed, but does not block) or error "
    "(the check itself could not run).",
    "column quality.check_results.failures": "Failing rows, or 1 where a check has no rows.",
    "column quality.check_results.measured_value": "What was measured, where it is a number.",
    "column quality.check_results.threshold": "What was allowed, as text.",
    "column quality.check_results.seconds": "Duration of the check in seconds.",
    "column quality.check_results.checked_at": "When the check ended (UTC).",
}


@dataclass(frozen=True)
class Run:
    """One row of `quality.runs`."""

    run_id: str
    shop: str
    command: str
    as_of: date | None
    as_of_source: str | None
    started_at: datetime
    finished_at: datetime | None
    status: str
    fingerprint: str


IDENTITY = """
    create table intermediate.int_identity_events as
    select * exclude (source_system, record_type) from published_history.marts.identity_events"""
"""Customer ids live on in the published file when the build file is gone."""


def utc_now() -> datetime:
    """Now in UTC without a zone, as the tables hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


def begin_run(
    build_file: Path, published_file: Path, shop: str, command: str, fingerprint: str
) -> str:
    """Record that a run changes the build file from now on; returns its run_id.

    Creates the file if it is missing. A file that a crash has left unreadable is set aside beside
    its place, and the history is carried over from the published file.
    """
    started = utc_now()
    run_id = f"{started:%Y%m%dT%H%M%S%f}-{os.getpid()}"
    try:
        _prepare(build_file, published_file)
    except DamagedFile:
        set_aside(build_file, started)
        _prepare(build_file, published_file)
    with opened(build_file) as connection:
        connection.execute(
            "insert into quality.runs values (?, ?, ?, null, null, ?, null, 'running', ?)",
            [run_id, shop, command, started, fingerprint],
        )
    return run_id


def set_aside(build_file: Path, moment: datetime) -> Path:
    """Rename a damaged build file and its log, keeping them for a look; returns the new name."""
    aside = build_file.with_name(f"{build_file.name}.damaged-{moment:%Y%m%dT%H%M%S}")
    build_file.replace(aside)
    log = build_file.with_name(build_file.name + ".wal")
    if log.exists():
        log.replace(aside.with_name(aside.name + ".wal"))
    return aside


def _prepare(build_file: Path, published_file: Path) -> None:
    with opened(build_file) as connection:
        connection.execute("create schema if not exists quality")
        for ddl in (RUNS, CHECK_RESULTS, GRADES):
            connection.execute(ddl)
        for target, comment in {**COMMENTS, **GRADE_COMMENTS}.items():
            connection.execute(f"comment on {target} is '{comment}'")
        count = connection.execute("select count(*) from quality.runs").fetchone()
        if count == (0,) and published_file.exists():
            _carry_over(connection, published_file)


def _carry_over(connection: duckdb.DuckDBPyConnection, published_file: Path) -> None:
    """Copy the history of the published file into an empty build file, as far as it can be read."""
    file = str(published_file).replace("'", "''")
    try:
        connection.execute(f"attach '{file}' as published_history (read_only)")
    except duckdb.Error:
        return
    try:
        for table in ("runs", "check_results"):
            connection.execute(
                f"insert into quality.{table} by name from published_history.quality.{table}"
            )
        connection.execute("create schema if not exists intermediate")
        connection.execute(IDENTITY)
    except (duckdb.CatalogException, duckdb.BinderException):
        pass  # a file from before the history, or the log of identity, existed
    finally:
        connection.execute("detach published_history")


def record_checks(build_file: Path, run_id: str, results: Iterable[CheckResult]) -> None:
    """Append the results of a gate to `quality.check_results` under the run."""
    columns = [column.name for column in fields(CheckResult)]
    rows = [[getattr(result, column) for column in columns] for result in results]
    for row in rows:
        row[0] = run_id
        moment: datetime = row[-1]
        row[-1] = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if not rows:
        return
    marks = ", ".join("?" for _ in columns)
    with opened(build_file) as connection:
        connection.begin()
        connection.executemany(
            f"insert into quality.check_results ({', '.join(columns)}) values ({marks})", rows
        )
        connection.commit()


def checks(build_file: Path, run_id: str) -> list[CheckResult]:
    """The stored results of a run, in the order in which they ended."""
    columns = ", ".join(column.name for column in fields(CheckResult))
    with opened(build_file) as connection:
        rows = connection.execute(
            f"select {columns} from quality.check_results where run_id = ? order by checked_at",
            [run_id],
        ).fetchall()
    return [CheckResult(*row) for row in rows]


def quarantined(build_file: Path) -> dict[str, int]:
    """How many rows the built staging refused, by raw table and reason."""
    with opened(build_file) as connection:
        rows = connection.execute(
            "select source_system || '.' || entity || ' ' || reason, row_count "
            "from quality.quarantine_summary order by all"
        ).fetchall()
    return dict(rows)


def record_as_of(build_file: Path, run_id: str) -> None:
    """Copy the date the marts describe from the built model into the run's row."""
    with opened(build_file) as connection:
        connection.execute(
            "update quality.runs set as_of = built.as_of_date, as_of_source = built.as_of_source "
            "from intermediate.int_as_of as built where run_id = ?",
            [run_id],
        )


def end_run(build_file: Path, run_id: str, status: str) -> None:
    """Record how a run ended: `passed` or `failed`."""
    with opened(build_file) as connection:
        connection.execute(
            "update quality.runs set finished_at = ?, status = ? where run_id = ?",
            [utc_now(), status, run_id],
        )


def runs(connection: duckdb.DuckDBPyConnection) -> list[Run]:
    """Every run in the file, oldest first; none if the file has no history."""
    columns = ", ".join(column.name for column in fields(Run))
    try:
        rows = connection.execute(f"select {columns} from quality.runs order by started_at, run_id")
    except (duckdb.CatalogException, duckdb.InvalidInputException):  # it takes our names for tables
        return []
    return [Run(*row) for row in rows.fetchall()]


def last_good_build(found: list[Run]) -> Run | None:
    """The last build if it passed and no later re-check of it failed or was cut off."""
    builds = [index for index, run in enumerate(found) if run.command == "build"]
    if not builds:
        return None
    tail = found[builds[-1] :]
    return tail[0] if all(run.status == "passed" for run in tail) else None
