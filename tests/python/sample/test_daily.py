"""Thirty days landed and built one after the other give the tables of one full build.

The incremental models, with what they read, are built after each day (in CI after five). Marts are
made anew from those tables by every run, so one run at the end tells as much of them as thirty.
Identity does remember: who came first gives a customer the id, so other days may give other ids. It
is built once here, in both warehouses; its days are those of test_identity_days.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from thorough import tried
from workspace import rows

from .build import SHOP_FILE, make_sample
from .daily import Deliveries, Warehouse, differences

DAYS = 30
DAYS_A_BUILD = tried(5, 1)
EVENTS = "config.materialized:incremental"
LATER = ("--exclude", "path:models/intermediate/identity")
"""Customer ids depend on who came first, on purpose: test_identity_days.py has their days."""
HARD = {
    "late events": ("ga4__event", "row_flags like '%late:%'"),
    "quarantined events": ("ga4__event", "quarantine_reasons is not null"),
    "quarantined messages": ("klaviyo__event", "quarantine_reasons is not null"),
    "refunds": ("shopify__refund", "quarantine_reasons is null"),
}
"""What the days must hold, or the test would prove little: base table and condition."""


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, Warehouse]:
    """The same raw rows built day by day, and at once."""
    folder = tmp_path_factory.mktemp("daily")
    sample = make_sample(folder / "sample", customers=80, months=12, seed=1)
    deliveries, raw = Deliveries(sample.raw, DAYS), folder / "raw"
    deliveries.land(0, raw)
    daily = Warehouse(folder / "daily", raw, yaml.safe_load(SHOP_FILE.read_text()))
    daily.run("seed")
    daily.run("run", "--select", f"+{EVENTS}", *LATER)
    landed: set[str] = set()
    for day in range(1, DAYS):
        landed.update(deliveries.land(day, raw))
        if day % DAYS_A_BUILD == 0:
            daily.run("run", "--select", *changed_by(sorted(landed)), *LATER)
            landed.clear()
    deliveries.land(DAYS, raw)
    daily.run("run")
    full = Warehouse(folder / "full", raw, daily.variables, daily.manifest)
    full.run("seed")
    full.run("run", "--full-refresh")
    return daily, full


def changed_by(tables: list[str]) -> list[str]:
    """Selects what reads raw tables and is an incremental model or read by one.

    Views need not be made again: they name tables, and what those hold is what changes.
    """
    among = (EVENTS, f"+{EVENTS},config.materialized:table")
    return [f"source:{table}+,{models}" for table in tables for models in among]


def test_thirty_days_of_builds_give_the_tables_of_one(
    builds: tuple[Warehouse, Warehouse], record_property: Callable[[str, object], None]
) -> None:
    daily, full = builds
    models, found = differences(daily.database, full.database)
    record_property("figure", f"{models} tables after {DAYS} days compared, {len(found)} differ")
    assert models > 140
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("what", HARD)
def test_the_days_had_what_makes_it_hard(builds: tuple[Warehouse, Warehouse], what: str) -> None:
    table, condition = HARD[what]
    query = f"""select count(*) from staging.base_{table} where {condition} and _fivetran_synced
        > (select max(_fivetran_synced) - interval {DAYS} day from staging.base_{table})"""
    ((count,),) = rows(builds[1].database, query)
    assert isinstance(count, int) and count > 0
