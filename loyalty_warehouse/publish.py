"""Publishes a build: a new file beside the published one, then one atomic rename.

BI opens `published/<shop>.duckdb`. It holds the schemas `marts` and `quality` only, without
`quality.quarantined_rows`, which may hold personal data. The new file is complete, checked, closed
and on the disk before it takes the name; whoever has the old one open keeps reading the old one.
The build file is opened for writing while it is copied, so no build can change it meanwhile.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from loyalty_warehouse.database import opened
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.history import last_good_build, runs
from loyalty_warehouse.settings import ensure_folder, to_disk

SCHEMAS = ("marts", "quality")
PRIVATE = {("quality", "quarantined_rows"), ("quality", "flagged_rows")}


def publish(build_file: Path, published_file: Path) -> None:
    """Replace the published file by the build, if the build's last run passed every gate.

    Raises WarehouseError if there is no such build or a folder cannot be written.
    """
    if not build_file.exists():
        raise WarehouseError(f"There is no build {build_file}: run `warehouse build` first.")
    ensure_folder(published_file.parent)
    remove_stale(published_file)
    temporary = published_file.with_name(f".{published_file.name}.{os.getpid()}.tmp")
    with opened(build_file) as connection:
        if last_good_build(runs(connection)) is None:
            raise WarehouseError(
                f"The last run of {build_file.name} did not pass every gate, so it is not "
                "published: run `warehouse build` again."
            )
        _copy(connection, temporary)
    to_disk(temporary)
    temporary.replace(published_file)
    to_disk(published_file.parent)


def remove_stale(published_file: Path) -> None:
    """Remove temporary files that killed publications of this shop have left."""
    for stale in published_file.parent.glob(f".{published_file.name}.*.tmp*"):
        stale.unlink(missing_ok=True)


def _copy(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    path = str(target).replace("'", "''")
    connection.execute(f"attach '{path}' as publication")
    for schema in SCHEMAS:
        connection.execute(f'create schema if not exists publication."{schema}"')
    for schema, table in _tables(connection):
        name = f'"{schema}"."{table}"'
        connection.execute(f"create table publication.{name} as from {name}")
        _check_count(connection, name)
    for statement in _comments(connection):
        connection.execute(statement)
    connection.execute("checkpoint publication")
    connection.execute("detach publication")


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    found = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database() and table_schema in ('marts', 'quality') "
        "order by table_schema, table_name"
    ).fetchall()
    return [(schema, table) for schema, table in found if (schema, table) not in PRIVATE]


def _check_count(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    before, after = connection.execute(
        f"select (select count(*) from {name}), (select count(*) from publication.{name})"
    ).fetchall()[0]
    if before != after:
        raise WarehouseError(
            f"Copying {name} gave {after} rows of {before}, so nothing was published: run "
            "`warehouse publish` again."
        )


def _comments(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Statements that repeat the comments of the copied tables and columns."""
    rows = connection.execute(
        """
        select 'table', schema_name, table_name, null, comment from duckdb_tables()
        where database_name = current_database() and comment is not null
        union all
        select 'table', schema_name, view_name, null, comment from duckdb_views()
        where database_name = current_database() and comment is not null
        union all
        select 'column', schema_name, table_name, column_name, comment from duckdb_columns()
        where database_name = current_database() and comment is not null
        """
    ).fetchall()
    copied = set(_tables(connection))
    statements = []
    for kind, schema, table, column, comment in rows:
        if (schema, table) in copied:
            name = ".".join(f'"{part}"' for part in (schema, table, column) if part)
            text = str(comment).replace("'", "''")
            statements.append(f"comment on {kind} publication.{name} is '{text}'")
    return statements
