"""Logistic regressions on the cluster: the rows of tests/python/scoring."""

from pathlib import Path

from scoring.regressions import check, write_project

from loyalty_warehouse.spark import Cluster
from loyalty_warehouse.spark.client import query

from .dbt_runs import Engine


def test_fits_are_the_maximum_of_the_penalised_likelihood(cluster: Cluster, tmp_path: Path) -> None:
    environment = cluster.environment() | {"WAREHOUSE_SPARK_SCHEMA": "fits"}
    engine = Engine("spark", tmp_path / "dbt", environment, write_project(tmp_path / "project"))
    engine.invoke("run", "--vars", '{"shop": "toy", "systems": {"toy": []}}')
    columns = "fit_id, term, coefficient, row_count, is_converged"
    answer = query(cluster.thrift_port, f"select {columns} from fits_intermediate.fits")
    check([tuple(row) for row in answer])
