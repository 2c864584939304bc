"""Looks at the raw files before dbt does, and says in a sentence what is missing.

What a system must deliver is what its dbt sources declare: a table with `meta.optional: true` may
be missing, and so may a column with it. A declared `data_type` must be the file's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from loyalty_warehouse.datasets import SYSTEMS
from loyalty_warehouse.results import CheckResult
from loyalty_warehouse.settings import Paths


@dataclass(frozen=True)
class Expected:
    """A raw table as its dbt source declares it."""

    system: str
    table: str
    relation: str
    """What follows `from`: a quoted path, or a function call such as read_csv(...)."""
    is_optional: bool
    columns: dict[str, str | None]
    """Required columns with their declared type, if any."""

    @property
    def file(self) -> Path | None:
        """The file, if the relation is a plain path to one."""
        path = self.relation.strip("'")
        return None if any(mark in path for mark in "(*?") else Path(path)


def expected_tables(sources: Iterable[Any]) -> list[Expected]:
    """The raw files that dbt's source definitions declare; other sources are dbt's to find."""
    from dbt.adapters.duckdb.utils import SourceConfig

    tables = []
    for source in sources:
        config = SourceConfig.create_from_source(source)
        meta = {**source.config.meta, **config.as_dict()}
        if "external_location" not in meta:
            continue
        location = str(meta["external_location"]).format_map(meta)
        relation = location if "(" in location else f"'{location.strip(chr(39))}'"
        required = {
            name: column.data_type
            for name, column in source.columns.items()
            if not {**column.config.meta, **column.meta}.get("optional")
        }
        tables.append(
            Expected(
                system=source.source_name,
                table=source.name,
                relation=relation,
                is_optional=bool(meta.get("optional")),
                columns=required,
            )
        )
    return tables


def check_raw(
    paths: Paths, shop: str, expected: Iterable[Expected]
) -> tuple[list[CheckResult], list[str]]:
    """Check every expected table: the results, and one sentence for each that failed."""
    results, sentences = [], []
    for table in expected:
        started = time.monotonic()
        sentence, failures = _problem(paths, table)
        if sentence:
            sentences.append(f"{table.system}.{table.table}: {sentence}")
        results.append(
            CheckResult(
                run_id="",
                shop=shop,
                layer="raw",
                check_name=f"lands_as_declared_{table.system}_{table.table}",
                kind="preflight",
                model=f"{table.system}.{table.table}",
                severity="error",
                status="fail" if sentence else "pass",
                failures=failures,
                measured_value=float(failures),
                threshold="failures = 0",
                seconds=time.monotonic() - started,
                checked_at=datetime.now(UTC),
            )
        )
    return results, sentences


def _problem(paths: Paths, table: Expected) -> tuple[str, int]:
    """What is wrong with a table, as a sentence (empty if nothing), and how many things are."""
    remedy = _remedy(table.system)
    file = table.file
    if file is not None and not file.exists():
        if table.is_optional:
            return "", 0
        if not file.parent.is_dir():
            return f"the folder {paths.shown(file.parent)} does not exist: {remedy}.", 1
        return f"the file {paths.shown(file)} is missing: {remedy}.", 1
    shown = paths.shown(file) if file is not None else table.relation
    try:
        with duckdb.connect() as connection:
            described = connection.execute(f"describe select * from {table.relation}").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        return f"{shown} is not a readable table ({reason}): {remedy}.", 1
    return _column_problem(shown, table.columns, {row[0]: row[1] for row in described}, remedy)


def _column_problem(
    shown: str, wanted: dict[str, str | None], found: dict[str, str], remedy: str
) -> tuple[str, int]:
    missing = [name for name in wanted if name not in found]
    if missing and len(missing) * 2 > len(wanted):
        return (
            f"{shown} is a file of another table: it has the columns {', '.join(found)}, and "
            f"{', '.join(wanted)} are needed: {remedy}."
        ), len(missing)
    if missing:
        plural = "s" if len(missing) > 1 else ""
        return f"{shown} has no column{plural} {', '.join(missing)}: {remedy}.", len(missing)
    wrong = [
        f"{name} is {found[name]} instead of {duckdb.sqltype(declared)}"
        for name, declared in wanted.items()
        if declared and found[name] != str(duckdb.sqltype(declared))
    ]
    if wrong:
        return f"{shown} has columns of another type ({'; '.join(wrong)}): {remedy}.", len(wrong)
    return "", 0


def _remedy(system: str) -> str:
    if system in SYSTEMS:
        return f"run `warehouse load {system.replace('_', '-')}` to land it again"
    return f"land it as models/staging/{system} declares its sources"
