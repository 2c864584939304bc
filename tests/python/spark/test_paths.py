"""Chains of links on the cluster: those of tests/python/identity, without the long one."""

from pathlib import Path

from identity.chains import (
    BY_HAND,
    COLUMNS,
    WORKED_OUT,
    Chain,
    many_customers,
    write_project,
    wrong,
)

from loyalty_warehouse.spark import Cluster
from loyalty_warehouse.spark.client import query

from .dbt_runs import Engine

VARIABLES = '{"shop": "chains", "systems": {"toy": []}}'
LINKS = [*BY_HAND, *many_customers()]


def test_chains_are_those_of_duckdb(cluster: Cluster, tmp_path: Path) -> None:
    environment = cluster.environment() | {"WAREHOUSE_SPARK_SCHEMA": "chains"}
    project = write_project(tmp_path / "project", "spark", LINKS)
    Engine("spark", tmp_path / "dbt", environment, project).invoke("run", "--vars", VARIABLES)
    told = query(cluster.thrift_port, f"select {COLUMNS} from chains_intermediate.chains")
    chains = sorted(Chain(*row) for row in told)
    assert [chain for chain in chains if chain.record < 100] == WORKED_OUT
    assert wrong(LINKS, chains) == []
    tables = query(cluster.thrift_port, "show tables in chains_intermediate")
    # Temporary views of other sessions are listed with those of every schema.
    assert [name for _, name, is_temporary in tables if not is_temporary] == ["chains"]
