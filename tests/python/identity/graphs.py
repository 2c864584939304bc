"""A project of one graph, a model of the materialization `components`, and what must come out.

The graph is many that do not touch: a round of joins costs Spark as much for one as for all.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from one_model import one_model_project

Edge = tuple[int, int]
CHAIN = 100_000
RANDOM_GRAPHS, APART = 300, 1_000
NUMBERS = {
    "duckdb": "(select range as n from range({}))",
    "spark": "(select id as n from range({}))",
}


@dataclass(frozen=True)
class Group:
    """One large component: the query of its edges, its nodes' range and their number."""

    edges: str
    first: int
    last: int
    nodes: int


LARGE = {
    "long chain": Group(
        "select 1000000 + n as left_node, 1000001 + n as right_node from numbers",
        *(1_000_000, 1_999_999, CHAIN + 1),
    ),
    "star": Group(
        "select 3000000 - n as left_node, 2000007 as right_node from numbers",
        *(2_000_000, 3_000_000, CHAIN + 1),
    ),
    "hairball": Group(
        """select 4000000 + n % 500 as left_node,
            cast(4000000 + floor(n / 500) as bigint) as right_node from numbers""",
        *(4_000_000, 4_999_999, 500),
    ),
}


def random_edges(seed: int = 7) -> list[Edge]:
    """Many small random graphs side by side: chains, loops, double edges, lonely nodes."""
    draw = random.Random(seed)
    edges = []
    for number in range(RANDOM_GRAPHS):
        nodes = [number * APART + draw.randrange(APART) for _ in range(draw.randint(1, 12))]
        for _ in range(draw.randint(1, 14)):
            edges.append((draw.choice(nodes), draw.choice(nodes)))
    chain = [-n for n in range(1, 52)]
    draw.shuffle(chain)
    return [*edges, *pairwise(chain)]


def components(edges: Iterable[Edge]) -> set[frozenset[int]]:
    """The connected components of a graph, node by node."""
    neighbours: dict[int, set[int]] = {}
    for left, right in edges:
        neighbours.setdefault(left, set()).add(right)
        neighbours.setdefault(right, set()).add(left)
    found, seen = set(), set[int]()
    for start in neighbours:
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            new = neighbours[waiting.pop()] - group
            group |= new
            waiting += new
        seen |= group
        found.add(frozenset(group))
    return found


def write_project(root: Path, engine: str) -> Path:
    """The macros of the warehouse with the graph as a model."""
    rows = ", ".join(f"({left}, {right})" for left, right in random_edges())
    table = {"duckdb": f"(values {rows})", "spark": f"values {rows}"}[engine]
    small = f"select a as left_node, b as right_node from {table} as t (a, b)"
    parts = "\nunion all\n".join([small, *(group.edges for group in LARGE.values())])
    query = f"""{{{{ config(materialized='components') }}}}
        with numbers as {NUMBERS[engine].format(CHAIN)}, edges as ({parts})
        select cast(left_node as bigint) as left_node, cast(right_node as bigint) as right_node
        from edges"""
    return one_model_project(root, "graph", query)
