"""Reads what a run found out from its build file, and writes the grades into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from loyalty_warehouse.database import opened
from loyalty_warehouse.grades import Facts, Finding, Grade, MartState
from loyalty_warehouse.lineage import Lineage
from loyalty_warehouse.results import CheckResult

GRADES = """
create table if not exists quality.grades (
    run_id varchar not null,
    shop varchar not null,
    mart varchar not null,
    grade varchar not null,
    usable varchar not null,
    reasons varchar not null,
    quarantined_share double,
    failed_check_count bigint not null,
    warned_check_count bigint not null,
    missing_entities varchar not null,
    stale_systems varchar not null,
    is_stale boolean not null
)
"""
COMMENTS = {
    "table quality.grades": "One row per mart of the last run: how far it can be relied on, and "
    "why. docs/quality.md has the rules.",
    "column quality.grades.run_id": "The run that gave the grade, as in quality.runs.",
    "column quality.grades.shop": "Name of the shop.",
    "column quality.grades.mart": "Name of the mart.",
    "column quality.grades.grade": "A (nothing found) to E, or F (not usable).",
    "column quality.grades.usable": "usable, with care or no.",
    "column quality.grades.reasons": "What is wrong with the mart or upstream of it, joined by "
    "semicolons; empty if nothing is.",
    "column quality.grades.quarantined_share": "Quarantined rows over all rows of the raw tables "
    "upstream, 0 to 1; null if they have no row.",
    "column quality.grades.failed_check_count": "Error checks of the mart or upstream that failed "
    "or could not run.",
    "column quality.grades.warned_check_count": "Warnings of the mart or upstream.",
    "column quality.grades.missing_entities": "Conformed entities upstream that no system of the "
    "shop delivers, joined by commas.",
    "column quality.grades.stale_systems": "Systems upstream whose last data is more than 7 days "
    "before as_of, joined by commas.",
    "column quality.grades.is_stale": "Whether there is such a system.",
}

ROWS_BY_TABLE = """
    select source_system || '.' || raw_table, raw_row_count, quarantined_row_count
    from quality.raw_counts"""
ROW_ENTITIES = """
    select source_system || '.' || split_part(raw_table, ' (', 1), entity
    from quality.raw_counts where entity is not null"""
FLAGGED = """
    select source_system || '.' || entity, count(*) from quality.flagged_rows group by all"""
FINDINGS = """
    select
        source_system || '.' || raw_table,
        list({'text': description, 'column': column_name} order by description)
    from quality.raw_findings group by all"""
BEHIND = "select source_system, entity, days_behind from quality.freshness"


def read_facts(
    build_file: Path,
    checks: Iterable[CheckResult],
    systems: Mapping[str, Iterable[str]],
    built: Iterable[Lineage],
) -> Facts:
    """What stands in the build file. ``built`` are the marts that this run has reached."""
    with opened(build_file, read_only=True) as connection:
        counts = _rows(connection, ROWS_BY_TABLE)
        behind = _rows(connection, BEHIND)
        return Facts(
            checks=tuple(checks),
            raw_rows={table: rows for table, rows, _ in counts},
            quarantined={table: refused for table, _, refused in counts},
            flagged=dict(_rows(connection, FLAGGED)),
            row_entity=dict(_rows(connection, ROW_ENTITIES)),
            findings={
                table: tuple(Finding(**each) for each in found)
                for table, found in _rows(connection, FINDINGS)
            },
            delivered=_delivered(systems),
            days_behind={(system, entity): days for system, entity, days in behind},
            marts=mart_states(connection, [lineage.mart for lineage in built]),
        )


def write_grades(build_file: Path, shop: str, run_id: str, grades: Iterable[Grade]) -> None:
    """Replace the grades in the build file by those of the run."""
    rows = [
        [
            run_id,
            shop,
            each.mart,
            each.grade,
            each.usable,
            each.reasons,
            each.quarantined_share,
            each.failed_check_count,
            each.warned_check_count,
            each.missing_entities,
            each.stale_systems,
            each.is_stale,
        ]
        for each in grades
    ]
    with opened(build_file) as connection:
        connection.begin()
        connection.execute("delete from quality.grades")
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into quality.grades values ({marks})", rows)
        connection.commit()


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query on a table; none if the run ended before the table was built."""
    try:
        return connection.execute(query).fetchall()
    except duckdb.CatalogException:
        return []


def _delivered(systems: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for system, entities in systems.items():
        for entity in entities:
            found[entity] = (*found.get(entity, ()), system)
    return found


def mart_states(connection: duckdb.DuckDBPyConnection, marts: list[str]) -> dict[str, MartState]:
    """Rows and empty columns of the marts that are there."""
    found = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'marts' group by table_name"
    ).fetchall()
    return {mart: _state(connection, mart, names) for mart, names in found if mart in marts}


def _state(connection: duckdb.DuckDBPyConnection, mart: str, columns: list[str]) -> MartState:
    counts = ", ".join(f'count("{column}")' for column in columns)
    total, *filled = connection.execute(
        f'select count(*), {counts} from marts."{mart}"'
    ).fetchall()[0]
    empty = [column for column, count in zip(columns, filled, strict=True) if total and not count]
    return MartState(total, tuple(empty), len(columns))
