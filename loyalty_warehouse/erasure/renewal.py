"""Begins a shop's build file anew: what is deleted within a DuckDB file stays in its free blocks.

The new file holds the record of runs and the log of identity, without the rows of the erased and
with their tombstones. Everything else is built again from the raw files.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from loyalty_warehouse import history
from loyalty_warehouse.database import opened
from loyalty_warehouse.settings import Paths

EVENTS = """
    create table intermediate.int_identity_events as
    select columns(name -> name not in ('record_type', 'source_system'))
    from old.{events}
    where not list_contains($keys, record_key) or event_type = 'erase'"""
"""The log with all of its columns, but for what the mart adds."""
KEYS_OF_THE_ERASED = """
    update intermediate.int_identity_events set deciding_key = null
    where list_contains($keys, deciding_key) or deciding_key in (
        select identifier_key from old.{links}
        group by identifier_key having bool_and(list_contains($keys, record_key)))"""
"""Other people's events keep their reasons; only what was the erased's alone is no reason more."""
TOMBSTONES = """
    insert into intermediate.int_identity_events (
        event_batch, record_key, event_type, customer_id, previous_customer_id, group_state,
        registration_number, as_of_date)
    with so_far as (
        select coalesce(max(event_batch), 0) as event_batch,
            coalesce(max(registration_number), 0) as registration_number,
            (select max(as_of) from quality.runs where status = 'passed') as as_of_date
        from intermediate.int_identity_events
    )
    select so_far.event_batch + 1, names.customer_id, 'erase', names.customer_id, null, 'alone',
        so_far.registration_number + row_number() over (order by names.customer_id),
        so_far.as_of_date
    from (select unnest($ids) as customer_id) as names cross join so_far
    where names.customer_id not in (
        select customer_id from intermediate.int_identity_events where event_type = 'erase')"""

IN_BUILD = ("intermediate.int_identity_events", "intermediate.int_identity_edges")
IN_MARTS = ("marts.identity_events", "marts.identity_links")
"""The log of identity, and which record holds which identifier."""


def renew(paths: Paths, shop: str, record_keys: list[int], tombstones: list[int]) -> None:
    """Replace the build file of a shop by one that the next build fills."""
    build_file, published = paths.build_file(shop), paths.published_file(shop)
    source = build_file if build_file.exists() else published
    events, links = IN_MARTS if source == published else IN_BUILD
    new = build_file.with_name(f".{build_file.name}.new")
    new.unlink(missing_ok=True)
    with opened(new) as connection:
        connection.execute(f"attach '{_text(source)}' as old (read_only)")
        connection.execute("create schema quality")
        connection.execute("create schema intermediate")
        for ddl in (history.RUNS, history.CHECK_RESULTS):
            connection.execute(ddl)
        for table in ("runs", "check_results"):
            connection.execute(f"insert into quality.{table} by name from old.quality.{table}")
        if _is_there(connection, events):  # not in a shop from before the log existed
            _renew_log(connection, events, links, record_keys, tombstones)
        connection.execute("detach old")
        connection.execute("checkpoint")
    new.replace(build_file)
    build_file.with_name(build_file.name + ".wal").unlink(missing_ok=True)
    for left in by_products(paths, [shop]):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def by_products(paths: Paths, shops: Iterable[str]) -> list[Path]:
    """What builds leave beside their files.

    dbt's folders, pages, set-aside files, copies of `identity diff`, DuckDB's spill folders.
    """
    places = [paths.project / "target", paths.project / "logs"]
    for shop in shops:
        places.append(paths.build / shop)
        places += [
            Path(f"{file}.tmp") for file in (paths.build_file(shop), paths.published_file(shop))
        ]
        places += sorted(paths.build.glob(f"{shop}.duckdb.damaged-*"))
        places += sorted(paths.build.glob(f".{shop}-identity-[0-9]*"))
    return [place for place in places if place.exists()]


def _renew_log(
    connection: duckdb.DuckDBPyConnection,
    events: str,
    links: str,
    record_keys: list[int],
    tombstones: list[int],
) -> None:
    """Copy the log without what is the erased's, and tell that their customer ids are gone."""
    keys = {"keys": record_keys}
    connection.execute(EVENTS.format(events=events), keys)
    told = connection.execute("describe intermediate.int_identity_events").fetchall()
    # After an interruption the old file may be a new one already, without links and their keys.
    if "deciding_key" in {column[0] for column in told} and _is_there(connection, links):
        connection.execute(KEYS_OF_THE_ERASED.format(links=links), keys)
    connection.execute(TOMBSTONES, {"ids": tombstones})


def _is_there(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where database_name = 'old' "
        "and schema_name || '.' || table_name = ?",
        [table],
    ).fetchone()
    return found is not None


def _text(path: Path) -> str:
    return str(path).replace("'", "''")
