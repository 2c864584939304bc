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
from .daily import Deliveries, Warehouse
from .resolutions import GROUPED, disagreements, groups_apart

DAYS = 30
LANDINGS = tried(2, 10)
IDENTITY = ("+identity_map", "+identity_links", "+identity_events")
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
        models, wrong = disagreements(daily.database, anew.database)
        assert models > 60
        assert not wrong, "\n".join(wrong)
    record_property("figure", f"{len(landings)} landings, {models} tables compared, none differs")


@pytest.mark.parametrize("model", GROUPED)
def test_the_same_records_are_together(
    landings: list[tuple[Warehouse, Warehouse]], model: str
) -> None:
    for daily, anew in landings:
        assert groups_apart(daily.database, anew.database, model) == (0, 0, 0)


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
