"""Logistic regressions fitted in SQL are the best ones, on DuckDB; tests/python/spark has Spark."""

from __future__ import annotations

from pathlib import Path

import duckdb
from spark.dbt_runs import Engine

from .regressions import check, write_project


def test_fits_are_the_maximum_of_the_penalised_likelihood(tmp_path: Path) -> None:
    file = tmp_path / "fits.duckdb"
    project = write_project(tmp_path / "project")
    engine = Engine("duckdb", tmp_path / "dbt", {"WAREHOUSE_DUCKDB_PATH": str(file)}, project)
    for _ in range(2):  # the second run replaces the first
        engine.invoke("run", "--vars", '{"shop": "toy", "systems": {"toy": []}}')
    with duckdb.connect(str(file), read_only=True) as connection:
        query = "select fit_id, term, coefficient, row_count, is_converged from intermediate.fits"
        check(connection.execute(query).fetchall())
