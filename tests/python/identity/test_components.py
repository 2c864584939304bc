"""Connected components of any graph, in any order, on DuckDB; tests/python/spark has Spark."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from spark.dbt_runs import Engine

from .graphs import APART, LARGE, RANDOM_GRAPHS, Edge, components, random_edges, write_project

VARIABLES = '{"shop": "graphs", "systems": {"toy": []}}'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph, built twice: the second run replaces the first."""
    folder = tmp_path_factory.mktemp("graphs")
    file = folder / "graphs.duckdb"
    project = write_project(folder / "project", "duckdb")
    engine = Engine("duckdb", folder / "dbt", {"WAREHOUSE_DUCKDB_PATH": str(file)}, project)
    for _ in range(2):
        engine.invoke("run", "--vars", VARIABLES)
    return file


def ask(file: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_random_graphs(built: Path) -> None:
    query = f"""select component, list(node) from intermediate.graph
        where node < {RANDOM_GRAPHS * APART} group by all"""
    groups = [frozenset(nodes) for _, nodes in ask(built, query)]
    assert set(groups) == components(random_edges())
    assert sum(map(len, groups)) == len(frozenset().union(*groups))


@pytest.mark.parametrize("name", LARGE)
def test_one_group_is_found_whole(built: Path, name: str) -> None:
    group = LARGE[name]
    query = f"""select count(*), count(distinct node), count(distinct component)
        from intermediate.graph where node between {group.first} and {group.last}"""
    assert ask(built, query) == [(group.nodes, group.nodes, 1)]


def test_a_group_is_called_after_one_of_its_nodes(built: Path) -> None:
    strangers = """select component from intermediate.graph as groups
        where not exists (select 1 from intermediate.graph as own
            where own.node = groups.component and own.component = groups.component)"""
    assert ask(built, strangers) == []


def test_nothing_is_left_between_the_rounds(built: Path) -> None:
    tables = ask(built, "select table_name from information_schema.tables order by 1")
    assert [name for (name,) in tables] == ["graph"]


MODEL = """{{ config(materialized='components', batch_column='came_on') }}
select * from read_csv('{{ env_var("EDGES") }}', header = true,
    columns = {'left_node': 'bigint', 'right_node': 'bigint', 'came_on': 'date'})"""
Dated = dict[Edge, date]


class Changing:
    """A graph that is resolved again and again while its edges change."""

    def __init__(self, folder: Path) -> None:
        self.file, self.edges_file = folder / "graphs.duckdb", folder / "edges.csv"
        project = write_project(folder / "project", "duckdb")
        (project / "models" / "intermediate" / "graph.sql").write_text(MODEL)
        places = {"WAREHOUSE_DUCKDB_PATH": str(self.file), "EDGES": str(self.edges_file)}
        self.engine = Engine("duckdb", folder / "dbt", places, project)

    def resolve(self, edges: Dated, *options: str) -> bool:
        """Build; return whether only the changes were resolved: a planted node is still there."""
        if self.file.exists():
            with duckdb.connect(str(self.file)) as connection:
                connection.execute("insert into intermediate.graph values (-9999, -9999)")
        rows = "\n".join(f"{left},{right},{day}" for (left, right), day in edges.items())
        self.edges_file.write_text(f"left_node,right_node,came_on\n{rows}\n")
        self.engine.invoke("run", *options, "--vars", VARIABLES)
        with duckdb.connect(str(self.file)) as connection:
            planted = connection.execute("delete from intermediate.graph where node = -9999")
            return bool(planted.fetchall() == [(1,)])

    def groups(self) -> list[frozenset[int]]:
        query = "select list(node) from intermediate.graph group by component"
        return [frozenset(nodes) for (nodes,) in ask(self.file, query)]


def changed(edges: Dated, draw: random.Random) -> Dated:
    """Some edges gone, some of another day, more new ones, between old nodes and new ones."""
    new = dict(edges)
    for edge in draw.sample(sorted(new), 8):
        del new[edge]
    for edge in draw.sample(sorted(new), 4):
        new[edge] += timedelta(days=draw.randint(-3, 3))
    nodes = [node for edge in edges for node in edge]
    for _ in range(14):
        pair = (draw.choice(nodes), draw.choice([*nodes, 900_000 + draw.randrange(10_000)]))
        new[pair] = date(2024, 3, 1) + timedelta(days=draw.randint(-30, 2))
    return new


def test_changes_give_what_resolving_all_of_it_gives(tmp_path: Path) -> None:
    draw = random.Random(4)
    changing = Changing(tmp_path)
    start = date(2024, 1, 1)
    edges = {edge: start + timedelta(days=draw.randrange(50)) for edge in random_edges()}
    assert not changing.resolve(edges)
    for _ in range(12):
        edges = changed(edges, draw)
        assert changing.resolve(edges), "all was resolved"
        groups = changing.groups()
        assert len(groups) == len(set(groups))
        assert set(groups) == components(edges)
        kept = ask(
            changing.file, "select left_node, right_node, batch from intermediate.graph__edges"
        )
        assert {(left, right): day for left, right, day in kept} == edges
    assert changing.resolve(edges), "nothing has changed"
    assert not changing.resolve(edges, "--full-refresh")
    with duckdb.connect(str(changing.file)) as connection:  # as an older release would
        connection.execute("create or replace table intermediate.graph as from intermediate.graph")
    assert not changing.resolve(edges), "the edges are not those of the components"
    assert changing.resolve(edges)
    assert not changing.resolve(dict(sorted(edges.items())[::2])), "half of it has changed"
    assert set(changing.groups()) == components(dict(sorted(edges.items())[::2]))
