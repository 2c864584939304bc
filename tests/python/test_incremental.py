"""What stage() makes of rows that land bit by bit is what it makes of them at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample.daily import Warehouse, differences
from toy_project import Delivery, at, make_warehouse, write_project
from workspace import rows

# Tickets: number, kind, sold, loaded. Lines: number, ticket, amount, sold, loaded.
SALE, RETURN = "sale", "return"
DAYS = (
    Delivery(
        tickets=(("T1", SALE, at(1), at(1, 9)),),
        lines=(("L1", "T1", "10", at(1), at(1, 9)),),
    ),
    Delivery(
        lines=(
            ("L1", "T1", "10", at(1), at(2, 9)),
            ("L2", "T2", "5", at(2), at(2, 9)),
            ("L3", "T1", "-3", at(2), at(2, 9)),
            ("L4", "T1", "7", at(2), at(2, 9)),
            ("L4", "T1", "7", at(2), at(2, 9)),
            ("L9", "T1", "ten", at(2), at(2, 9)),
        ),
    ),
    Delivery(
        tickets=(("T2", SALE, at(2), at(3, 9)), ("T1", RETURN, at(1), at(3, 9))),
        lines=(("L1", "T1", "12", at(1), at(3, 9)), ("L4", "T1", "8", at(3), at(3, 9))),
    ),
    Delivery(
        lines=(
            ("L1", "T1", "10", at(1), at(4, 9)),
            ("L5", "T1", "1", at(2), at(4, 9)),
            ("L6", "T1", "1", at(-200), at(4, 9)),
            ("L7", "T1", "1", at(4), None),
            ("L8", "T3", "1", at(4), at(4, 9)),
            ("L11", "T1", "1", at(2), at(120, 9)),
        ),
    ),
    Delivery(lines=(("L10", "T1", "2", at(2), at(2, 8)),)),  # an old load stamp
)
AFTER_THE_SECOND = {
    ("L1", 1): (None, None),
    ("L1", 2): ("resent_row", None),
    ("L2", 2): ("orphan:ticket_number", None),
    ("L3", 2): ("negative_amount:amount", None),
    ("L4", 2): ("duplicate_row", None),
    ("L9", 2): ("not_a_number:amount", None),
}
IN_THE_END = {
    ("L1", 1): (None, None),
    ("L1", 2): ("resent_row", None),
    ("L1", 3): ("superseded", None),
    ("L1", 4): ("resent_row", None),
    ("L2", 2): (None, None),
    ("L3", 2): (None, None),
    ("L4", 2): ("duplicate_row", None),
    ("L4", 3): ("reused_key", None),
    ("L5", 4): (None, "late:sold_at"),
    ("L6", 4): (None, None),  # history: before the first line was loaded
    ("L7", None): (None, None),
    ("L8", 4): ("orphan:ticket_number", None),
    ("L9", 2): ("not_a_number:amount", None),
    ("L10", 2): (None, None),
    ("L11", 30): ("too_late:sold_at", None),
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Everything landed and built at once."""
    folder = tmp_path_factory.mktemp("toy")
    project = write_project(folder / "project")
    for number, delivery in enumerate(DAYS):
        delivery.land(folder / "raw", f"day-{number}")
    warehouse = make_warehouse(folder / "full", folder / "raw", project)
    warehouse.run("run")
    return warehouse


def another(full: Warehouse, folder: Path, landed: bool = False) -> Warehouse:
    """An unbuilt warehouse of the same project and raw folder, which is emptied unless said."""
    if not landed:
        shutil.rmtree(full.raw, ignore_errors=True)
    return make_warehouse(folder, full.raw, full.project, full.manifest)


def judged(warehouse: Warehouse) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Line and day of loading -> reasons and flags; of identical copies the last by reason."""
    query = """select line_id, day(_loaded_at), quarantine_reasons, row_flags
        from staging.base_toy__line order by quarantine_reasons nulls first"""
    return {(row[0], row[1]): (row[2], row[3]) for row in rows(warehouse.database, query)}


def difference(first: Warehouse, second: Warehouse) -> list[str]:
    """The models that two warehouses disagree on."""
    count, found = differences(first.database, second.database)
    assert count == 3
    return [str(model) for model in found]


def test_rows_are_judged_again_when_something_changes(full: Warehouse, tmp_path: Path) -> None:
    daily = another(full, tmp_path)
    for number, delivery in enumerate(DAYS):
        delivery.land(daily.raw, f"day-{number}")
        daily.run("run")
        if number == 1:
            assert judged(daily) == AFTER_THE_SECOND
    assert judged(daily) == judged(full) == IN_THE_END
    assert difference(daily, full) == []


def test_only_a_table_that_is_appended_to_has_late_rows(full: Warehouse) -> None:
    query = """select number, _loaded_at > sold_at + interval 1 day, quarantine_reasons, row_flags
        from staging.base_toy__ticket where quarantine_reasons is null"""
    assert ("T1", True, None, None) in rows(full.database, query)


def test_rows_that_are_replaced_one_for_one_are_judged_again(
    full: Warehouse, tmp_path: Path
) -> None:
    daily = another(full, tmp_path / "daily")
    for number, delivery in enumerate(DAYS):
        delivery.land(daily.raw, f"day-{number}")
    daily.run("run")
    sent_again = tuple(
        {"L2": ("L2", "T2", "6", *row[3:]), "L9": ("L12", *row[1:])}.get(row[0], row)
        for row in DAYS[1].lines
    )
    Delivery(DAYS[1].tickets, sent_again).land(daily.raw, "day-1")
    daily.run("run")
    query = "select line_id, amount from staging.stg_toy__line where line_id in ('L2', 'L9', 'L12')"
    other = another(full, tmp_path / "other", landed=True)
    other.run("run")
    assert ("L2", 6) in rows(daily.database, query)
    assert difference(daily, other) == []


def test_rows_that_are_deleted_are_forgotten(full: Warehouse, tmp_path: Path) -> None:
    daily = another(full, tmp_path / "daily")
    for number, delivery in enumerate(DAYS):
        delivery.land(daily.raw, f"day-{number}")
    daily.run("run")
    for file in daily.raw.rglob("day-[12].parquet"):
        file.unlink()
    daily.run("run")
    other = another(full, tmp_path / "other", landed=True)
    other.run("run")
    assert difference(daily, other) == []


@pytest.mark.parametrize("empty_first", [False, True])
def test_nothing_new_changes_nothing(full: Warehouse, tmp_path: Path, empty_first: bool) -> None:
    daily = another(full, tmp_path)
    if empty_first:
        Delivery().land(daily.raw, "nothing")
        daily.run("run")
    for number, delivery in enumerate(DAYS):
        delivery.land(daily.raw, f"day-{number}")
    daily.run("run")
    daily.run("run")
    assert difference(daily, full) == []


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cut=st.data())
def test_any_order_of_landing_gives_the_same(
    full: Warehouse, tmp_path_factory: pytest.TempPathFactory, cut: st.DataObject
) -> None:
    tickets = [row for day in DAYS for row in day.tickets]
    lines = [row for day in DAYS for row in day.lines]
    landings = st.lists(
        st.integers(0, 2), min_size=len(tickets + lines), max_size=len(tickets + lines)
    )
    numbers = cut.draw(landings)
    daily = another(full, tmp_path_factory.mktemp("order"))
    for number in range(3):
        Delivery(
            tuple(row for row, at_ in zip(tickets, numbers, strict=False) if at_ == number),
            tuple(
                row
                for row, at_ in zip(lines, numbers[len(tickets) :], strict=True)
                if at_ == number
            ),
        ).land(daily.raw, f"landing-{number}")
        daily.run("run")
    assert difference(daily, full) == []
