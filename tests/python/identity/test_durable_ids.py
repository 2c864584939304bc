"""Customer ids outlive re-runs, full refreshes, merges, splits and any order of arrival."""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spark.dbt_runs import PROJECT, Engine

from .graphs import components

VARIABLES = '{"shop": "ids", "systems": {"toy": []}}'
GROUPS = """select record_key, component, 'whole' as group_state, first_seen_date
    from read_parquet('{{ env_var("WAREHOUSE_RAW_PATH") }}/groups.parquet')"""
HOLDERS = """select
    cast(null as bigint) as record_key, 'email' as identifier_kind,
    cast(null as bigint) as identifier_key, cast(null as bigint) as link_key,
    2 as strength, cast(null as timestamp) as first_seen_at,
    cast(null as string) as decision_id, cast(null as string) as refused_reason
    where 1 = 0"""
AS_OF = "select cast('2025-06-30' as date) as as_of_date"
Groups = list[set[int]]
Event = tuple[int, int, str, int, int | None]


@dataclass(frozen=True)
class Shop:
    """A project of int_identity_events alone; what is above it is written by the test."""

    folder: Path

    def run(self, groups: Groups, *arguments: str) -> dict[int, int]:
        """Run with these groups of records; returns the customer of each record."""
        days = [
            (key, min(group), date(2024, 1, 1 + key % 28))
            for group in groups
            for key in sorted(group)
        ]
        with duckdb.connect() as connection:
            connection.execute(
                "create table rows (record_key bigint, component bigint, first_seen_date date)"
            )
            connection.executemany("insert into rows values (?, ?, ?)", days)
            connection.execute(f"copy rows to '{self.folder}/groups.parquet' (format parquet)")
        environment = {
            "WAREHOUSE_RAW_PATH": str(self.folder),
            "WAREHOUSE_DUCKDB_PATH": str(self.file),
        }
        engine = Engine("duckdb", self.folder / "dbt", environment, self.folder / "project")
        engine.invoke("run", "--vars", VARIABLES, *arguments)
        last: dict[int, int] = {}
        for _, record, _, customer, _ in self.events():
            last[record] = customer
        return {key: last[key] for group in groups for key in group}

    @property
    def file(self) -> Path:
        return self.folder / "ids.duckdb"

    def events(self) -> list[Event]:
        """All events in their order."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(
                """select event_batch, record_key, event_type, customer_id, previous_customer_id
                from intermediate.int_identity_events order by event_batch, record_key"""
            ).fetchall()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ids") / "project"
    shutil.copytree(PROJECT / "macros", root / "macros")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, root / name)
    models = root / "models" / "intermediate"
    models.mkdir(parents=True)
    shutil.copy(PROJECT / "models/intermediate/identity/int_identity_events.sql", models)
    (models / "int_identity_components.sql").write_text(GROUPS)
    (models / "int_identity_holders.sql").write_text(HOLDERS)
    (models / "int_as_of.sql").write_text(AS_OF)
    return root


@pytest.fixture
def shop(project: Path, tmp_path: Path) -> Shop:
    shutil.copytree(project, tmp_path / "project")
    return Shop(tmp_path)


def are_the_groups(customers: dict[int, int], groups: Groups) -> bool:
    """Same group, same customer; another group, another customer."""
    found = defaultdict(set)
    for record, customer in customers.items():
        found[customer].add(record)
    return {frozenset(group) for group in found.values()} == {frozenset(g) for g in groups}


def test_a_second_run_and_a_full_refresh_say_nothing_new(shop: Shop) -> None:
    groups: Groups = [{1, 2}, {3}, {4, 5, 6}]
    first = shop.run(groups)
    told = shop.events()
    assert shop.run(groups) == first
    assert shop.run(groups, "--full-refresh") == first
    assert shop.events() == told
    assert {kind for _, _, kind, *_ in told} == {"mint", "join"}


def test_the_older_customer_lives_on_and_a_split_gives_the_other_back(shop: Shop) -> None:
    before = shop.run([{10}, {20, 21}])
    merged = shop.run([{10, 20, 21}])
    assert set(merged.values()) == {before[10]}
    assert {(r, kind) for batch, r, kind, *_ in shop.events() if batch == 2} == {
        (20, "merge"),
        (21, "merge"),
    }
    assert shop.run([{10}, {20, 21}]) == before
    assert {(r, kind) for batch, r, kind, *_ in shop.events() if batch == 3} == {
        (20, "split"),
        (21, "split"),
    }


def test_a_late_record_that_is_older_renames_nobody(shop: Shop) -> None:
    before = shop.run([{27}])
    assert shop.run([{27, 1}])[27] == before[27]


def test_a_customer_keeps_its_name_when_its_first_record_is_gone(shop: Shop) -> None:
    before = shop.run([{1, 2, 3}])
    assert before[2] == 1
    assert shop.run([{2, 3}]) == {2: 1, 3: 1}
    assert shop.run([{1, 2, 3}]) == before


def test_a_record_that_changes_sides_renames_nobody_else(shop: Shop) -> None:
    shop.run([{1, 2}, {3, 4}])
    assert shop.run([{1}, {2, 3, 4}]) == {1: 1, 2: 3, 3: 3, 4: 3}
    assert [event[1:] for event in shop.events() if event[0] == 2] == [(2, "split", 3, 1)]


def test_nobody_gets_the_id_of_the_erased_again(shop: Shop) -> None:
    """The guest order 3 stays in the books when its customer is erased; 5 is another customer."""
    assert shop.run([{3}, {5, 6}]) == {3: 3, 5: 5, 6: 5}
    with duckdb.connect(str(shop.file)) as connection:
        connection.execute("""
            delete from intermediate.int_identity_events where record_key = 3;
            insert into intermediate.int_identity_events by name
            select 2 as event_batch, 3 as record_key, 'erase' as event_type, 3 as customer_id,
                'alone' as group_state, 9 as registration_number, date '2025-06-30' as as_of_date
            """)
    after = shop.run([{3}, {5, 6}])
    assert (after[5], after[6]) == (5, 5)
    assert after[3] not in {3, 5, 6}
    assert shop.events()[-1] == (3, 3, "mint", after[3], None)
    told = shop.events()
    assert shop.run([{3}, {5, 6}]) == after and shop.events() == told
    # The order is found to be of somebody older, then of somebody new, then alone.
    assert set(shop.run([{3, 5, 6}]).values()) == {5}
    assert shop.run([{3}, {5, 6}]) == after
    assert set(shop.run([{3, 8}, {5, 6}]).values()) == {after[3], 5}
    assert shop.run([{8}, {5, 6}])[8] == after[3]
    assert all(3 not in event[3:] for event in shop.events() if event[2] != "erase")


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1, max_size=6),
        min_size=2,
        max_size=4,
    )
)
def test_no_id_is_lost_without_an_event(
    project: Path, tmp_path_factory: pytest.TempPathFactory, days: list[list[tuple[int, int]]]
) -> None:
    """Links arrive day by day; those of the last day are taken back at the end."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copytree(project, folder / "project")
    shop = Shop(folder)
    arrivals = [[edge for day in days[: n + 1] for edge in day] for n in range(len(days))]
    records = {node for edge in arrivals[-1] for node in edge}
    back = [edge for day in days[:-1] for edge in day] + [(node, node) for node in records]
    before: dict[int, int] = {}
    for batch, edges in enumerate([*arrivals, back, back]):
        groups = [set(group) for group in components(edges)]
        after = shop.run(groups)
        assert are_the_groups(after, groups)
        lost = set(before.values()) - set(after.values())
        explained = {previous for *_, previous in shop.events()}
        assert lost <= explained, batch
        before = after
