"""Connected components on the cluster: the graph of tests/python/identity."""

import pytest
from identity.graphs import APART, LARGE, RANDOM_GRAPHS, components, random_edges, write_project

from loyalty_warehouse.spark import Cluster
from loyalty_warehouse.spark.client import query

from .dbt_runs import Engine

GRAPH = "graphs_intermediate.graph"
VARIABLES = '{"shop": "graphs", "systems": {"toy": []}}'


@pytest.fixture(scope="module")
def port(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The graph, built; returns where to ask for them."""
    folder = tmp_path_factory.mktemp("graphs")
    environment = cluster.environment() | {"WAREHOUSE_SPARK_SCHEMA": "graphs"}
    engine = Engine("spark", folder / "dbt", environment, write_project(folder / "p", "spark"))
    engine.invoke("run", "--vars", VARIABLES)
    return cluster.thrift_port


def test_random_graphs(port: int) -> None:
    groups: dict[int, set[int]] = {}
    small = f"node < {RANDOM_GRAPHS * APART}"
    for node, component in query(port, f"select node, component from {GRAPH} where {small}"):
        groups.setdefault(component, set()).add(node)
    assert {frozenset(group) for group in groups.values()} == components(random_edges())


@pytest.mark.parametrize("name", LARGE)
def test_one_group_is_found_whole(port: int, name: str) -> None:
    group = LARGE[name]
    counted = "count(*), count(distinct node), count(distinct component)"
    within = f"node between {group.first} and {group.last}"
    answer = query(port, f"select {counted} from {GRAPH} where {within}")
    assert [tuple(row) for row in answer] == [(group.nodes, group.nodes, 1)]


def test_nothing_is_left_between_the_rounds(port: int) -> None:
    tables = query(port, "show tables in graphs_intermediate")
    # temporary views, of whatever was registered before, stand in every schema
    assert [name for _, name, is_temporary in tables if not is_temporary] == ["graph"]
