"""Every planted flaw is caught by the reason of its kind, no good row is, and sums are true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .build import SHOP_FILE, Rows, Sample, make_sample

SEEDS = (1, 2, 3)
SIZE: dict[str, Any] = {"customers": 400, "months": 18}

CAUGHT = """
    select source_system, entity, coalesce(raw_key, ''), split_part(code, ':', 1)
    from (
        select source_system, entity, raw_key, unnest(string_split({codes}, ';')) as code
        from quality.{table}
    )"""
IN_CONFORMED = """
    select source_system, 'test_order', order_id from conformed.orders where is_test
    union all
    select source_system, 'staff_order', order_id from conformed.orders where is_staff"""
MONEY_AND_ROWS = {
    "orders": """
        select source_system, strftime(order_date, '%Y-%m'), currency_code, count(*),
            sum(order_currency_net_amount * 100)::bigint
        from marts.fct_orders where is_valid group by all""",
    "refunds": """
        select refunds.source_system, strftime(refund_date, '%Y-%m'),
            refunds.currency_code, count(*),
            sum((refund_amount + coalesce(refunds.shipping_amount, 0)) * 100)::bigint
        from conformed.refunds join conformed.orders using (order_key)
        where order_status <> 'cancelled' group by all""",
    "points": """
        select source_system,
            strftime(timezone('Europe/Paris', timezone('UTC', occurred_at)), '%Y-%m'), '',
            count(*), sum(points)::bigint
        from conformed.loyalty_movements
        where movement_type <> 'lock' and not coalesce(is_cancelled, false) group by all""",
    "messages": """
        select source_system,
            strftime(timezone('Europe/Paris', timezone('UTC', occurred_at)), '%Y-%m'), '',
            count(*), 0
        from conformed.message_events group by all""",
}


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def flawed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A sample with flaws, built."""
    return built(tmp_path_factory.mktemp("flawed"), seed=request.param)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A sample without flaws, built."""
    return built(tmp_path_factory.mktemp("clean"), seed=SEEDS[0], flaws=False)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The web events of so many people that a day without any cannot be chance."""
    sample = make_sample(tmp_path_factory.mktemp("busy"), seed=SEEDS[0], customers=3000, months=6)
    settings = yaml.safe_load(SHOP_FILE.read_text(encoding="utf-8"))
    settings["systems"] = {"ga4": settings["systems"]["ga4"]}
    variables = json.dumps(settings)
    sample.dbt("seed", variables=variables)
    sample.dbt("run", variables=variables)
    return sample


def built(folder: Path, seed: int, flaws: bool = True) -> Sample:
    """Generate and build."""
    sample = make_sample(folder, seed=seed, flaws=flaws, **SIZE)
    sample.dbt("seed")
    sample.dbt("run")
    return sample


def planted(sample: Sample, disposition: str) -> Counter[tuple[Any, ...]]:
    """(system, table, row key, kind) of what was planted, with how often."""
    query = f"""select system, "table", coalesce(row_key, ''), kind from truth('flaws')
        where disposition = '{disposition}'"""
    return Counter(sample.ask(query))


def test_every_flaw_is_quarantined_by_its_reason_and_nothing_else(
    flawed: Sample, record_property: Callable[[str, object], None]
) -> None:
    truth = planted(flawed, "quarantined")
    caught = Counter(flawed.ask(CAUGHT.format(table="quarantined_rows", codes="reasons")))
    missed, wrongly = truth - caught, caught - truth
    counts = f"{truth.total()} planted, {missed.total()} missed, {wrongly.total()} wrongly"
    record_property("figure", f"quarantine: {counts}")
    assert len({kind for *_, kind in truth}) >= 14
    assert missed == Counter()
    assert wrongly == Counter()


def test_what_is_kept_but_odd_is_flagged(
    flawed: Sample, record_property: Callable[[str, object], None]
) -> None:
    truth = planted(flawed, "flagged")
    orders = {"test_order", "staff_order", "duplicate_purchase"}
    caught = Counter(flawed.ask(CAUGHT.format(table="flagged_rows", codes="flags")))
    in_rows = Counter({row: n for row, n in truth.items() if row[3] not in orders})
    missed, wrongly = in_rows - caught, caught - in_rows
    counts = f"{in_rows.total()} planted, {missed.total()} missed, {wrongly.total()} wrongly"
    record_property("figure", f"flags: {counts}")
    assert missed == Counter()
    assert wrongly == Counter()
    planted_orders = {
        (system, kind, key)
        for system, table, key, kind in truth
        if kind in ("test_order", "staff_order") and table in ("order", "ticket")
    }
    assert planted_orders <= set(flawed.ask(IN_CONFORMED))
    duplicates = flawed.ask("select count(*) from conformed.events where is_duplicate_purchase")
    wanted = sum(n for (*_, kind), n in truth.items() if kind == "duplicate_purchase")
    assert duplicates == [(wanted,)]


def test_columns_and_days_that_are_missing_are_found(flawed: Sample) -> None:
    truth = {(system, table, kind) for system, table, _, kind in planted(flawed, "finding")}
    found = flawed.ask("select source_system, raw_table, finding from quality.raw_findings")
    assert truth
    assert set(found) == truth


def test_a_day_without_data_is_found(busy: Sample) -> None:
    planted_days = busy.ask(
        """select distinct row_key::date from truth('flaws')
        where system = 'ga4' and "table" = 'event' and kind = 'day_without_data'"""
    )
    assert len(planted_days) == 1
    found = "select finding_date from quality.raw_findings where finding = 'day_without_data'"
    assert busy.ask(found) == planted_days


@pytest.mark.parametrize("entity", MONEY_AND_ROWS)
def test_sums_are_those_of_the_truth(flawed: Sample, entity: str) -> None:
    assert sums(flawed, entity) == truth_sums(flawed, entity)


def sums(sample: Sample, entity: str) -> Rows:
    """System, month, currency, rows and minor units as the warehouse tells them."""
    return sorted(sample.ask(MONEY_AND_ROWS[entity]))


def truth_sums(sample: Sample, entity: str) -> Rows:
    """The same as they were simulated."""
    query = f"""select system, month, currency, "rows", amount from truth('totals')
        where entity = '{entity}'"""
    return sorted(sample.ask(query))


def test_without_flaws_nothing_is_quarantined_or_flagged(clean: Sample) -> None:
    assert clean.ask("select * from quality.quarantine_summary") == []
    assert clean.ask("select * from quality.flag_summary") == []
    assert clean.ask("select * from quality.raw_findings") == []


@pytest.mark.parametrize("entity", MONEY_AND_ROWS)
def test_sums_without_flaws_too(clean: Sample, entity: str) -> None:
    assert sums(clean, entity) == truth_sums(clean, entity)
