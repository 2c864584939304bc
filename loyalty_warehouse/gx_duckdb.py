"""Makes Great Expectations run its checks as SQL inside DuckDB, quietly and offline.

Great Expectations does not know DuckDB. Through duckdb-engine it works, if it keeps one
connection open: its results and temporary tables vanish with a pooled connection. It has a
private list of dialects that need this; `keep_duckdb_connection` adds DuckDB to it. The version
is pinned, and a test fails when an upgrade moves that list.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loyalty_warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.datasource.fluent import SQLDatasource

GX_VERSION = "1.24.1"
"""The version on which the addition of DuckDB was tried."""


class _Dialect(StrEnum):
    """Has the same shape as the library's own enum of dialects."""

    DUCKDB = "duckdb"


def import_gx() -> Any:
    """Import Great Expectations: no usage statistics, no chatter, DuckDB added. Takes seconds."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    chatter = logging.getLogger("great_expectations")
    chatter.addHandler(logging.NullHandler())
    chatter.propagate = False
    with warnings.catch_warnings():
        # It imports pyspark where it finds it, which warns of pandas 3; nothing here uses either.
        warnings.simplefilter("ignore", FutureWarning)
        import great_expectations

    keep_duckdb_connection()
    return great_expectations


def keep_duckdb_connection() -> None:
    """Add DuckDB to the dialects for which Great Expectations keeps its connection open."""
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    known: tuple[Any, ...] = engine._PERSISTED_CONNECTION_DIALECTS
    if _Dialect.DUCKDB not in known:
        engine._PERSISTED_CONNECTION_DIALECTS = (*known, _Dialect.DUCKDB)


@contextmanager
def duckdb_source(
    database: Path | None,
) -> Iterator[tuple[AbstractDataContext, SQLDatasource]]:
    """A context in memory with one data source: a DuckDB file, read-only, or an empty database.

    DuckDB opens no file read-only that the same process has open for writing: dbt's connection
    must have been closed. This one is closed afterwards. Raises WarehouseError if the file is
    missing or in use.
    """
    gx = import_gx()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = _open(context, database)
    try:
        yield context, source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _open(context: AbstractDataContext, database: Path | None) -> SQLDatasource:
    from great_expectations.datasource.fluent.interfaces import TestConnectionError
    from sqlalchemy.engine import URL

    url = URL.create("duckdb", database=":memory:")
    if database:
        if not database.is_file():
            raise WarehouseError(f"{database} does not exist: build the shop first.")
        url = URL.create("duckdb", database=str(database), query={"access_mode": "read_only"})
    try:
        return context.data_sources.add_sql(
            "warehouse", connection_string=url.render_as_string(hide_password=False)
        )
    except TestConnectionError as error:
        raise WarehouseError(
            f"{database} cannot be opened for the checks: close the program that has it open, or "
            "delete the file and build the shop again."
        ) from error
