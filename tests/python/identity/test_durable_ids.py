"""Customer ids outlive re-runs, full refreshes, merges, splits and any order of arrival."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thorough import tried

from .graphs import components
from .ids import Groups, Ids, write_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("ids") / "project")


@pytest.fixture
def shop(project: Path, tmp_path: Path) -> Ids:
    shutil.copytree(project, tmp_path / "project")
    return Ids(tmp_path)


def are_the_groups(customers: dict[int, int], groups: Groups) -> bool:
    """Same group, same customer; another group, another customer."""
    found = defaultdict(set)
    for record, customer in customers.items():
        found[customer].add(record)
    return {frozenset(group) for group in found.values()} == {frozenset(g) for g in groups}


def test_a_second_run_and_a_full_refresh_say_nothing_new(shop: Ids) -> None:
    groups: Groups = [{1, 2}, {3}, {4, 5, 6}]
    first = shop.run(groups)
    told = shop.events()
    assert shop.run(groups) == first
    assert shop.run(groups, "--full-refresh") == first
    assert shop.events() == told
    assert {kind for _, _, kind, *_ in told} == {"mint", "join"}


def test_the_older_customer_lives_on_and_a_split_gives_the_other_back(shop: Ids) -> None:
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


def test_a_look_back_changes_nobody_and_tells_of_records_that_it_alone_has(shop: Ids) -> None:
    today: Groups = [{1, 2}, {3, 4}]
    before = shop.run(today)
    told = shop.events()
    assert shop.run([{1}, {2}, {3, 4}], as_of="2025-03-31") == before
    assert shop.events() == told
    back = shop.run([{1}, {2}, {3, 4, 5}], as_of="2025-03-31")
    assert back == {**before, 5: before[3]}
    assert [event[1:] for event in shop.events()[len(told) :]] == [(5, "join", before[3], None)]
    # The same evening again is no look back.
    split = shop.run([{1}, {2}, {3, 4, 5}])
    assert split[1] != split[2]


def test_a_late_record_that_is_older_renames_nobody(shop: Ids) -> None:
    before = shop.run([{27}])
    assert shop.run([{27, 1}])[27] == before[27]


def test_a_customer_keeps_its_name_when_its_first_record_is_gone(shop: Ids) -> None:
    before = shop.run([{1, 2, 3}])
    assert before[2] == 1
    assert shop.run([{2, 3}]) == {2: 1, 3: 1}
    assert shop.run([{1, 2, 3}]) == before


def test_a_record_that_changes_sides_renames_nobody_else(shop: Ids) -> None:
    shop.run([{1, 2}, {3, 4}])
    assert shop.run([{1}, {2, 3, 4}]) == {1: 1, 2: 3, 3: 3, 4: 3}
    assert [event[1:] for event in shop.events() if event[0] == 2] == [(2, "split", 3, 1)]


def test_nobody_gets_the_id_of_the_erased_again(shop: Ids) -> None:
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
    max_examples=tried(5, 50),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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
    shop = Ids(folder)
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
