"""A project of int_identity_events alone; what is above it is written by the test."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from spark.dbt_runs import PROJECT, Engine

VARIABLES = '{"shop": "ids", "systems": {"toy": []}}'
GROUPS = """{% set file = env_var('WAREHOUSE_RAW_PATH') ~ '/groups.parquet' -%}
    select record_key, component, 'whole' as group_state, first_seen_date
    from {{ 'parquet.`' ~ file ~ '`' if target.type == 'spark' else "'" ~ file ~ "'" }}"""
HOLDERS = """select
    cast(null as bigint) as record_key, 'email' as identifier_kind,
    cast(null as bigint) as identifier_key, cast(null as bigint) as link_key,
    2 as strength, cast(null as timestamp) as first_seen_at,
    cast(null as string) as decision_id, cast(null as string) as refused_reason
    where 1 = 0"""
AS_OF = """select cast('{{ var("as_of") or "2025-06-30" }}' as date) as as_of_date"""
EVENTS = """select event_batch, record_key, event_type, customer_id, previous_customer_id
    from {schema}.int_identity_events order by event_batch, record_key"""
Groups = list[set[int]]
Event = tuple[int, int, str, int, int | None]


def write_project(root: Path) -> Path:
    """Write the project below ``root``."""
    shutil.copytree(PROJECT / "macros", root / "macros")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, root / name)
    models = root / "models" / "intermediate"
    models.mkdir(parents=True)
    shutil.copy(PROJECT / "models/intermediate/identity/int_identity_events.sql", models)
    (models / "int_identity_components.sql").write_text(GROUPS)
    (models / "int_identity_holders.sql").write_text(HOLDERS)
    (models / "int_as_of.sql").write_text(AS_OF)
    return root


def write_groups(folder: Path, groups: Groups) -> None:
    """Write what the next run finds: records and their groups."""
    days = [
        (key, min(group), date(2024, 1, 1 + key % 28)) for group in groups for key in sorted(group)
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "create table rows (record_key bigint, component bigint, first_seen_date date)"
        )
        connection.executemany("insert into rows values (?, ?, ?)", days)
        connection.execute(f"copy rows to '{folder}/groups.parquet' (format parquet)")


def customers(events: list[Event], groups: Groups) -> dict[int, int]:
    """The customer of each record of the groups, by the events."""
    last: dict[int, int] = {}
    for _, record, _, customer, _ in events:
        last[record] = customer
    return {key: last[key] for group in groups for key in group}


@dataclass(frozen=True)
class Ids:
    """The project in a folder, run on DuckDB."""

    folder: Path

    def run(self, groups: Groups, *arguments: str, as_of: str = "") -> dict[int, int]:
        """Run with these groups of records; returns the customer of each record."""
        write_groups(self.folder, groups)
        self.dbt("run", *arguments, as_of=as_of)
        return customers(self.events(), groups)

    def dbt(self, *arguments: str, as_of: str = "") -> None:
        """Run a dbt command."""
        environment = {
            "WAREHOUSE_RAW_PATH": str(self.folder),
            "WAREHOUSE_DUCKDB_PATH": str(self.file),
        }
        engine = Engine("duckdb", self.folder / "dbt", environment, self.folder / "project")
        variables = json.loads(VARIABLES) | {"as_of": as_of}
        engine.invoke(*arguments, "--vars", json.dumps(variables))

    @property
    def file(self) -> Path:
        return self.folder / "ids.duckdb"

    def events(self) -> list[Event]:
        """All events in their order."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(EVENTS.format(schema="intermediate")).fetchall()
