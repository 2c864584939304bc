"""What a mart holds is what its YAML describes: no column without a description reaches BI."""

from __future__ import annotations

from pathlib import Path

import duckdb
from workspace import Workspace


def test_published_columns_carry_their_description(published_copy: tuple[Path, Path]) -> None:
    with duckdb.connect(str(Workspace(published_copy[1]).published_file)) as connection:
        bare = connection.sql(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where schema_name in ('marts', 'quality') and comment is null"
            " and table_name not in ('check_results', 'runs')"
        ).fetchall()
        undescribed = connection.sql(
            "select table_name from duckdb_tables() where schema_name = 'marts' and comment is null"
        ).fetchall()
        counted = connection.sql(
            "select count(*) from duckdb_columns() where schema_name = 'marts'"
        ).fetchone()
    assert bare == []
    assert undescribed == []
    assert counted and counted[0] > 100
