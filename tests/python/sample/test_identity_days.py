"""Days landed one after the other give the identity of a full resolution with the same log."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import duckdb
import pytest
import yaml
from thorough import tried
from workspace import rows

from .build import SHOP_FILE, make_sample
from .daily import Deliveries, Warehouse, differences

DAYS = 30
LANDINGS = tried(2, 10)
IDENTITY = ("+identity_map", "+identity_links", "+identity_events")
GROUPED = ("int_identity_components", *(f"int_identity_groups_{number}" for number in range(1, 5)))
"""A component is called after any of its nodes; who is together has to be the same."""
SAME_GROUPS = """
    with pairs as (
        select distinct one.component as left_name, two.component as right_name
        from one.intermediate.{model} as one join two.intermediate.{model} as two using ({key})
    )
    select (select count(*) from pairs) - (select count(distinct left_name) from pairs),
        (select count(*) from pairs) - (select count(distinct right_name) from pairs),
        (select count(*) from one.intermediate.{model})
            - (select count(*) from two.intermediate.{model})"""
READ_AGAIN = """
    select count(*), count(*) filter (told_fingerprint is distinct from held)
    from (select distinct record_key, told_fingerprint from intermediate.int_identity_signals)
    left join (select distinct record_key, told_fingerprint as held
        from before.intermediate.int_identity_signals) using (record_key)"""


@pytest.fixture(scope="module")
def landings(
    tmp_path_factory: pytest.TempPathFactory,
) -> list[tuple[Warehouse, Warehouse]]:
    """After each landing: the file brought up to date, and one resolved anew from the same log."""
    folder = tmp_path_factory.mktemp("identity")
    sample = make_sample(folder / "sample", customers=80, months=12, seed=1)
    deliveries, raw = Deliveries(sample.raw, DAYS), folder / "raw"
    deliveries.land(0, raw)
    daily = Warehouse(folder / "daily", raw, yaml.safe_load(SHOP_FILE.read_text()))
    daily.run("seed")
    daily.run("run", "--select", *IDENTITY)
    built = []
    for landing in range(LANDINGS):
        for day in range(1 + landing * DAYS // LANDINGS, 1 + (landing + 1) * DAYS // LANDINGS):
            deliveries.land(day, raw)
        anew = Warehouse(folder / f"anew-{landing}", raw, daily.variables, daily.manifest)
        shutil.copy(daily.database, anew.database)
        daily.run("run", "--select", *IDENTITY)
        anew.run("run", "--full-refresh", "--select", *IDENTITY)
        kept = Warehouse(folder / f"daily-{landing}", raw, daily.variables, daily.manifest)
        shutil.copy(daily.database, kept.database)
        built.append((kept, anew))
    return built


def test_a_day_gives_what_a_full_resolution_gives(
    landings: list[tuple[Warehouse, Warehouse]], record_property: Callable[[str, object], None]
) -> None:
    for daily, anew in landings:
        models, found = differences(daily.database, anew.database)
        wrong = [one for one in found if one.model.split(".")[1] not in GROUPED]
        assert models > 60
        assert not wrong, "\n".join(map(str, wrong))
    record_property("figure", f"{len(landings)} landings, {models} tables compared, none differs")


@pytest.mark.parametrize("model", GROUPED)
def test_the_same_records_are_together(
    landings: list[tuple[Warehouse, Warehouse]], model: str
) -> None:
    key = "record_key" if model == "int_identity_components" else "node"
    for daily, anew in landings:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{daily.database}' as one (read_only)")
            connection.execute(f"attach '{anew.database}' as two (read_only)")
            found = connection.execute(SAME_GROUPS.format(model=model, key=key)).fetchall()
        assert found == [(0, 0, 0)]


def test_the_days_brought_merges_and_left_most_records_unread(
    landings: list[tuple[Warehouse, Warehouse]],
) -> None:
    query = """select count(*) filter (event_type = 'merge'), count(*) filter (event_batch > 1)
        from intermediate.int_identity_events"""
    ((merges, changes),) = rows(landings[-1][0].database, query)
    assert isinstance(merges, int) and isinstance(changes, int)
    assert merges > 0 and changes > 50
    first, last = landings[0][0].database, landings[-1][0].database
    with duckdb.connect(str(last), read_only=True) as connection:
        connection.execute(f"attach '{first}' as before (read_only)")
        row = connection.execute(READ_AGAIN).fetchone()
    assert row is not None
    assert 0 < row[1] < row[0] / 2
