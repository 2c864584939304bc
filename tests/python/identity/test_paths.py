"""The chain of links of each record on DuckDB; tests/python/spark has Spark."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from spark.dbt_runs import Engine

from .chains import (
    BY_HAND,
    COLUMNS,
    WORKED_OUT,
    Chain,
    held,
    long_chain,
    many_customers,
    write_project,
    wrong,
)

VARIABLES = '{"shop": "chains", "systems": {"toy": []}}'
ANCHOR, LENGTH = 500_000, 100
LINKS = [*BY_HAND, *many_customers(), *long_chain(ANCHOR, LENGTH)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Chain]:
    """The chains, built twice: the second run replaces the first."""
    folder = tmp_path_factory.mktemp("chains")
    file = folder / "chains.duckdb"
    project = write_project(folder / "project", "duckdb", LINKS)
    engine = Engine("duckdb", folder / "dbt", {"WAREHOUSE_DUCKDB_PATH": str(file)}, project)
    for _ in range(2):
        engine.invoke("run", "--vars", VARIABLES)
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("select table_name from information_schema.tables").fetchall()
        assert tables == [("chains",)]
        rows = connection.execute(f"select {COLUMNS} from intermediate.chains order by 1")
        return [Chain(*row) for row in rows.fetchall()]


def test_chains_worked_out_by_hand(told: list[Chain]) -> None:
    assert [chain for chain in told if chain.record < 100] == WORKED_OUT


def test_every_chain_is_as_strong_as_can_be(told: list[Chain]) -> None:
    assert wrong(LINKS, told) == []
    assert {chain.strength for chain in told} == {None, 0, 1, 2, 3, 4}


def test_a_long_chain_is_told_to_its_end(told: list[Chain]) -> None:
    counts = [chain.link_count for chain in told if chain.anchor == ANCHOR]
    assert counts == list(range(LENGTH + 1))


@pytest.mark.parametrize(
    "damage",
    [
        {"linked": 1},
        {"path": "phone"},
        {"link_count": 1},
        {"strength": 3},
        {"weakest": "loyalty_card"},
    ],
)
def test_a_wrong_chain_is_noticed(damage: dict[str, object]) -> None:
    right = WORKED_OUT[2]
    chains = [chain for chain in WORKED_OUT if chain != right]
    assert wrong(BY_HAND, [*chains, right]) == []
    assert wrong(BY_HAND, [*chains, right._replace(**damage)])  # type: ignore[arg-type]


def test_only_customers_with_other_links_are_walked_again(tmp_path: Path) -> None:
    """Links and records come, go and move: the chains stay right, and those of others are kept."""
    file = tmp_path / "days.duckdb"
    days = [
        LINKS,
        [link for link in LINKS if link.anchor != 20 and link.key != 102],
        [*LINKS, held(20, 2, 201, "email"), held(30, 30, 301, "phone")],
    ]
    for number, links in enumerate(days):
        project = write_project(tmp_path / f"project-{number}", "duckdb", links)
        places = {"WAREHOUSE_DUCKDB_PATH": str(file)}
        engine = Engine("duckdb", tmp_path / f"dbt-{number}", places, project)
        engine.invoke("run", "--vars", VARIABLES)
        with duckdb.connect(str(file)) as connection:
            rows = connection.execute(f"select {COLUMNS} from intermediate.chains").fetchall()
            kept = connection.execute(
                "update intermediate.chains set link_path = 'kept' where anchor_key = 500000"
            ).fetchall()
        chains = [Chain(*row) for row in rows]
        left_alone = [chain for chain in chains if chain.anchor == ANCHOR]
        assert kept == [(LENGTH + 1,)]
        assert all(chain.path == "kept" for chain in left_alone) == (number > 0)
        others = [link for link in links if link.anchor != ANCHOR]
        assert wrong(others, [chain for chain in chains if chain.anchor != ANCHOR]) == []
