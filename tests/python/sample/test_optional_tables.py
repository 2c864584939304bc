"""Without an optional raw table, one or all of them, a shop builds and the grades say what is null.

A table at a time is taken as far as the entities: marts read nothing else. Whole shops lack all of
them, and some of most systems at a time, until each was missing once.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import pytest
from thorough import tried

from .build import Sample, make_sample
from .letters import grades, measured
from .test_subsets import (
    BUILD,
    SYSTEMS,
    assert_marts_are_there,
    entities_of,
    filled,
    landed_tables,
    linked,
    optional_tables,
)

Table = tuple[str, str]
"""System and name of a raw table."""
OPTIONAL = [(system, name) for system in SYSTEMS for name in optional_tables(system)]
SEVENTHS = [OPTIONAL[n::7] for n in range(7)]
"""Each optional table is in one of them, beside tables that it has nothing to do with."""
SOME = (("shopify", "order_line_refund"), ("klaviyo", "metric"), ("catalogue", "exchange_rate"))
FILLED_BY = {
    "checkouts": {("shopify", "abandoned_checkout")},
    "coupons": {("shopify", "discount_redeem_code")},
    "exchange_rates": {("catalogue", "exchange_rate")},
    "loyalty_tier_changes": {("loyalty", "tier_change")},
    "price_history": {("catalogue", "price")},
    "returns": {("fulfilment", "return_request_line")},
    "reviews": {("feedback", "review")},
}
"""Entities that are made from optional tables alone: without all of them they are empty."""
POINTS_TO = {
    ("catalogue", "collection_product", "collection_code"): "collection",
    ("feedback", "response", "person_id"): "person",
    ("klaviyo", "event", "metric_id"): "metric",
    ("loyalty", "challenge_progress", "achievementid"): "challenge",
    ("loyalty", "reward_redemption", "rewardid"): "reward",
    ("marketing", "experiment_exposure", "experiment_id"): "experiment",
    ("marketing", "social_post_product", "post_id"): "social_post",
    ("marketing", "social_tap", "post_id"): "social_post",
    ("marketing", "webinar_attendance", "registration_id"): "webinar_registration",
    ("marketing", "webinar_registration", "webinar_id"): "webinar",
    ("shopify", "discount_redeem_code", "discount_id"): "discount_code_basic",
    ("shopify", "inventory_level", "inventory_item_id"): "inventory_item",
    ("shopify", "inventory_quantity", "inventory_item_id"): "inventory_item",
    ("shopify", "order_adjustment", "refund_id"): "refund",
    ("shopify", "order_line_refund", "refund_id"): "refund",
}
"""Columns that point to an optional table: where only that is missing, a finding says so."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A small sample of ten systems, built as far as the entities."""
    sample = make_sample(
        tmp_path_factory.mktemp("whole"), customers=80, months=10, seed=1, flaws=False
    )
    sample.dbt("seed")
    sample.dbt("run", "--select", "path:models/staging", "path:models/conformed")
    return sample


def without(whole: Sample, folder: Path, gone: Collection[Table]) -> Sample:
    """The sample as if some tables had never landed."""
    landed = landed_tables(whole, SYSTEMS)
    assert set(gone) <= set(landed)
    return linked(whole, folder, [table for table in landed if table not in gone])


def emptied(gone: Collection[Table]) -> set[str]:
    """The entities that have no row without some tables."""
    return {entity for entity, tables in FILLED_BY.items() if tables <= set(gone)}


@pytest.mark.parametrize("gone", tried(SOME, tuple(OPTIONAL)), ids=".".join)
def test_entities_without_an_optional_table_are_good(
    whole: Sample, tmp_path: Path, gone: Table
) -> None:
    part = without(whole, tmp_path, [gone])
    shutil.copy(whole.database, part.database)
    changed = f"source:{'.'.join(gone)}+"
    part.dbt(
        *(*BUILD, "--indirect-selection", "cautious"),
        *("--select", *(f"{changed},path:models/{layer}" for layer in ("staging", "conformed"))),
        "quarantined_rows",
    )
    assert filled(part, "conformed") == filled(whole, "conformed") - emptied([gone])
    assert part.ask("select * from quality.quarantined_rows") == []


@pytest.mark.parametrize(
    "gone",
    tried((OPTIONAL,), (OPTIONAL, *SEVENTHS)),
    ids=lambda tables: f"{len(tables)} tables from {'.'.join(tables[0])} on",
)
def test_a_shop_without_optional_tables_builds_and_is_graded(
    whole: Sample, tmp_path: Path, gone: list[Table]
) -> None:
    part = without(whole, tmp_path, gone)
    part.dbt(*BUILD)
    assert_marts_are_there(part, entities_of(SYSTEMS) - emptied(gone))
    assert part.ask("select * from quality.quarantine_summary") == []
    found = part.ask("""select source_system, raw_table, lower(column_name)
        from quality.raw_findings where finding = 'parent_missing' order by all""")
    assert found == [
        (system, table, column)
        for (system, table, column), parent in POINTS_TO.items()
        if (system, parent) in gone and (system, table) not in gone
    ]
    lineages, facts = measured(part)
    told = grades(lineages, facts)
    for lineage in lineages:
        state, grade = facts.marts[lineage.mart], told[lineage.mart]
        unknown = {name for name in state.empty_columns if name not in lineage.may_be_null}
        if not state.row_count:
            assert grade.usable != "usable" and "it has no row" in grade.reasons
        elif unknown:
            assert grade.usable != "usable" and "in every row is null" in grade.reasons
