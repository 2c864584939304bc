"""Shops that lack systems or all but orders build; grades say what is missing.

Staging models know their own system only, so halves of the shop share one staging of all ten.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from project import copy_project
from spark.dbt_runs import PROJECT
from thorough import tried
from workspace import Workspace, rows

from .build import SHOP_FILE, Rows, Sample, make_sample

SHOP: dict[str, Any] = yaml.safe_load(SHOP_FILE.read_text())
SYSTEMS: dict[str, list[str]] = SHOP["systems"]
HALVES = (
    ("shopify", "catalogue", "loyalty", "klaviyo", "feedback"),
    ("pos", "ga4", "zendesk", "fulfilment", "marketing"),
)
"""Every system is missing once; what refers to orders, rates or products of others once in vain."""
ALL_BUT_ONE = tuple(tuple(name for name in SYSTEMS if name != gone) for gone in SYSTEMS)
PEOPLE = tried(80, 240)
ENOUGH_TO_FIT = 30
"""Customers who came back, of whom models of buying want so many; tills alone know fewer."""
FROM_ORDERS = (
    "fct_orders",
    "dim_customers",
    "rfm_current",
    "rfm_history",
    "rfm_by_part",
    "rfm_by_cut_points",
    "rfm_windows",
    "rfm_migration",
    "retention_periods",
    "retention_by_segment",
    "cohort_retention",
    "cohort_triangles",
    "growth_accounting",
    "repeat_purchase",
    "interpurchase",
    "survival_curves",
    "clv_customers",
    "clv_formula",
    "clv_history",
    "clv_parameters",
    "clv_backtest",
    "acquisition_value",
    "retention_cost",
    "churn_flags",
    "churn_rates",
    "churn_rule_backtest",
    "churn_scores",
    "churn_coefficients",
    "churn_score_backtest",
    "churn_calibration",
    "ghost_customers",
    "discount_dependency",
    "fct_touches",
    "customer_engagement_daily",
    "customer_profiles",
    "customer_profiles_bi",
    "customer_profiles_store",
    "profile_activity",
    "profile_channels",
    "profile_acquisition",
    "channel_mix",
    "identity_coverage",
)
"""Marts that orders alone fill."""
NEEDED = {
    "dim_products": "products",
    "dim_stores": "stores",
    "fct_order_lines": "order_lines",
    "fct_refunds": "refunds",
    "fct_sessions": "events",
    "abandoned_carts": "checkouts",
    "consent_history": "consents",
    "consent_state": "consents",
    "customer_profiles_marketing": "consents",
    "points_by_month": "loyalty_movements",
    "messages_by_month": "message_events",
}
"""Marts that are empty without an entity."""
BUILD = ("build", "--exclude-resource-type", "unit_test")
TOUCHES = {
    "order": "orders",
    "message_open": "message_events",
    "message_click": "message_events",
    "checkout": "checkouts",
    "ticket": "tickets",
    "survey_response": "survey_responses",
    "review": "reviews",
    "points_spent": "loyalty_movements",
    "enrolment": "loyalty_members",
    "touchpoint": "touchpoints",
    "session": "events",
}
"""Type of touch -> the entity it is made from."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A small sample of ten systems, landed."""
    folder = tmp_path_factory.mktemp("whole")
    return make_sample(folder, customers=PEOPLE, months=10, seed=1, flaws=False)


@pytest.fixture(scope="module")
def staged(whole: Sample) -> Sample:
    """The same with its ten systems staged."""
    whole.dbt("run", "--select", "path:models/staging")
    return whole


def variables(systems: dict[str, list[str]]) -> str:
    """The variables of the sample's shop with other systems."""
    return json.dumps({**SHOP, "systems": systems})


def linked(whole: Sample, folder: Path, tables: Iterable[tuple[str, str]]) -> Sample:
    """A sample of which only some raw tables have landed."""
    part = Sample(folder)
    for system, table in tables:
        (part.raw / system).mkdir(parents=True, exist_ok=True)
        (part.raw / system / table).symlink_to(whole.raw / system / table)
    return part


def landed_tables(whole: Sample, systems: Iterable[str]) -> list[tuple[str, str]]:
    """The raw tables of systems."""
    folders = [folder for system in systems for folder in (whole.raw / system).iterdir()]
    return [(folder.parent.name, folder.name) for folder in folders if folder.is_dir()]


def required_tables(systems: Iterable[str]) -> list[tuple[str, str]]:
    """The raw tables of systems that must land."""
    return [
        (system, table["name"])
        for system in systems
        for table in described_tables(system)
        if not is_optional(table)
    ]


def optional_tables(system: str) -> list[str]:
    """The raw tables of a system that may be missing."""
    return [table["name"] for table in described_tables(system) if is_optional(table)]


def described_tables(system: str) -> list[dict[str, Any]]:
    """The raw tables of a system, as its YAML describes them."""
    file = PROJECT / "models" / "staging" / system / f"_{system}__sources.yml"
    (source,) = yaml.safe_load(file.read_text())["sources"]
    tables: list[dict[str, Any]] = source["tables"]
    return tables


def is_optional(table: dict[str, Any]) -> bool:
    """Whether a source's YAML says that the table may be missing."""
    meta = table.get("config", {}).get("meta", {})
    return bool(meta.get("optional"))


def entities_of(systems: dict[str, list[str]]) -> set[str]:
    """What somebody delivers."""
    return {entity for entities in systems.values() for entity in entities}


def filled(sample: Sample, schema: str) -> set[str]:
    """The relations of a schema that have rows."""
    names = sample.ask(f"""select table_name from information_schema.tables
        where table_schema = '{schema}'""")
    return {name for (name,) in names if sample.ask(f'select 1 from {schema}."{name}" limit 1')}


def came_back(sample: Sample) -> int:
    """The customers who bought on two days or more."""
    ((count,),) = sample.ask("""select count(*) from (
        select customer_id from marts.fct_orders where is_valid and customer_id is not null
        group by customer_id having count(distinct order_date) > 1)""")
    assert isinstance(count, int)
    return count


def touch_types(sample: Sample) -> set[str]:
    """The types of touch that the mart holds."""
    return {touch for (touch,) in sample.ask("select distinct touch_type from marts.fct_touches")}


def assert_marts_are_there(sample: Sample, entities: set[str]) -> None:
    """What orders fill is filled; the rest holds what there is."""
    marts, conformed = filled(sample, "marts"), filled(sample, "conformed")
    few = {"clv_parameters"} if came_back(sample) < ENOUGH_TO_FIT else set()
    assert set(FROM_ORDERS) - marts == few
    assert conformed <= entities
    assert ("fct_sessions" in marts) == ("events" in entities)
    assert ("fct_order_lines" in marts) == ("order_lines" in entities)
    assert touch_types(sample) <= {touch for touch, entity in TOUCHES.items() if entity in entities}


def test_every_system_is_missing_once() -> None:
    assert sorted(name for half in HALVES for name in half) == sorted(SYSTEMS)


@pytest.mark.parametrize("present", tried(HALVES[:1], HALVES + ALL_BUT_ONE), ids="+".join)
def test_a_shop_of_some_systems_builds(
    staged: Sample, tmp_path: Path, present: tuple[str, ...]
) -> None:
    systems = {name: SYSTEMS[name] for name in present}
    part = linked(staged, tmp_path, landed_tables(staged, systems))
    shutil.copy(staged.database, part.database)
    part.dbt(*BUILD, "--exclude", "path:models/staging", variables=variables(systems))
    assert_marts_are_there(part, entities_of(systems))
    assert filled(part, "conformed") >= {"orders", "order_lines", "customer_records"}
    assert ("GBP",) in foreign_currencies(part)
    without_a_rate = foreign_currencies(part, "invalid_reason = 'no_exchange_rate'")
    assert without_a_rate == ([] if "catalogue" in present else foreign_currencies(part))


def foreign_currencies(sample: Sample, condition: str = "true") -> Rows:
    """The currencies other than the shop's own of orders that meet a condition."""
    return sample.ask(f"""select distinct currency_code from marts.fct_orders
        where currency_code <> 'EUR' and {condition} order by 1""")


def test_a_shop_of_orders_passes_every_gate_and_is_graded(whole: Sample, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    linked(whole, tmp_path, required_tables(["shopify"]))
    project = copy_project(tmp_path / "project", with_systems=SHOP["systems"])
    shop = {**SHOP, "shop": "orders_only", "systems": {"shopify": ["orders"]}}
    project.write("shops/orders_only.yml", yaml.safe_dump(shop))
    done = workspace.run(
        *("build", "--shop", "orders_only"), WAREHOUSE_PROJECT_PATH=str(project.root)
    )
    assert done.code == 0, done.text
    grades = {
        str(mart): (grade, usable, str(reasons), str(missing).split(", "))
        for mart, grade, usable, reasons, missing in rows(
            workspace.paths.published_file("orders_only"),
            "select mart, grade, usable, reasons, missing_entities from quality.grades",
        )
    }
    for mart, entity in NEEDED.items():
        assert grades[mart][:2] == ("F", "no")
        assert f"nobody delivers {entity}" in grades[mart][2]
    for mart in FROM_ORDERS:
        assert "exchange_rates" in grades[mart][3]
    assert "customer_records" in grades["customer_profiles"][3]
    assert "customer_records" not in grades["retention_periods"][3], "who somebody is, is no source"
    for mart in {*FROM_ORDERS} - {"fct_touches"}:
        assert grades[mart][1] == "with care"
        assert "orders_have_an_exchange_rate" in grades[mart][2]
    assert {"events", "message_events", "tickets", "touchpoints"} <= set(grades["fct_touches"][3])
    for mart in ("fct_orders", "clv_customers"):
        assert "nobody delivers order_lines, refunds, so in every row is null" in grades[mart][2]
    assert "nobody delivers customer_records" in grades["dim_customers"][2]
