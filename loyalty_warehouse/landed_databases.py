"""Opens the databases that raw tables lie in, and says in a sentence why one cannot be read.

A source names what to attach in its `meta.attach`; without it the table lies in the file that dbt
builds into. Each database is opened read-only, for a look, and only by the shops that name the
system: a missing one stops nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from loyalty_warehouse.landing_contract import Expected
from loyalty_warehouse.settings import Paths

HAS_SCHEME = re.compile(r"^\w\w+:")
"""Such as postgres:dbname=erp: no file of this machine."""


@dataclass(frozen=True)
class Databases:
    """What could be opened."""

    connection: duckdb.DuckDBPyConnection
    relations: dict[str, dict[str, str] | str]
    """`system.table` -> column -> type, empty if the table is not there; or the sentence that says
    why its database cannot be read. Tables in databases that only dbt knows are not in it."""


@contextmanager
def open_databases(
    paths: Paths, shop: str, tables: Iterable[Expected], own_name: str | None = None
) -> Iterator[Databases]:
    """A connection that reads the files and the databases of raw tables; closed afterwards.

    ``own_name`` is what the project that told of the tables calls the shop's own file.
    """
    with duckdb.connect() as connection:
        connection.execute(f"set file_search_path = '{_quoted(str(paths.project))}'")
        in_database = [table for table in tables if not table.is_file]
        opened: dict[str, str] = {}
        relations: dict[str, dict[str, str] | str] = {}
        for table in in_database:
            file = paths.build_file(shop)
            is_own = table.database in ("", own_name or file.stem)
            if not table.attach and not is_own:
                continue
            if not table.attach and not file.exists():
                relations[table.name] = {}
                continue
            if table.database not in opened:
                place = table.attach or str(file)
                opened[table.database] = _attach(connection, paths, table, place)
            sentence = opened[table.database]
            relations[table.name] = sentence or _columns(connection, table)
        yield Databases(connection, relations)


def _attach(
    connection: duckdb.DuckDBPyConnection, paths: Paths, table: Expected, place: str
) -> str:
    """Attach a database; the sentence that says why it cannot be, else nothing."""
    remedy = f"correct `attach` in models/staging/{table.system}/_{table.system}__sources.yml"
    if not HAS_SCHEME.match(place) and not (paths.project / place).exists():
        return (
            f"the database {place} is not there: put it there, or {remedy} (from the project's "
            "folder on)."
        )
    target = place if HAS_SCHEME.match(place) else str(paths.project / place)
    try:
        connection.execute(f"attach '{_quoted(target)}' as \"{table.database}\" (read_only)")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        held = "lock" in reason.lower()
        mend = "close it in the program that writes to it" if held else remedy
        return f"the database {place} cannot be opened ({reason}): {mend}."
    return ""


def _columns(connection: duckdb.DuckDBPyConnection, table: Expected) -> dict[str, str]:
    try:
        described = connection.execute(f"describe select * from {table.relation}").fetchall()
    except duckdb.CatalogException:
        return {}
    return {row[0]: row[1] for row in described}


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def is_told_by_dbt(table: Expected, databases: Databases) -> bool:
    """Whether only dbt can say what the table has: its profile attaches the database."""
    return not table.is_file and table.name not in databases.relations
