"""What is expected of the conformed entities, whatever systems deliver them.

A system that the shop file says delivers an entity must deliver rows, but a young shop may have no
refund, coupon or campaign yet (`MAY_BE_EMPTY`); an entity that nobody delivers is empty and is not
checked. Amounts are in the order's currency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from great_expectations.expectations import (
    ExpectColumnMedianToBeBetween,
    ExpectColumnPairValuesAToBeGreaterThanB,
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.expectation import Expectation

from quality import ERROR, WARN, Batch, date_literal, no_rows, rule, share_at_most

FRESH_DAYS = 7
"""A shop sells every week: a longer silence before as_of means that a delivery is missing."""

MAY_BE_EMPTY = ("campaigns", "coupons", "refunds")
"""Loaders make the tables of these with the first row."""

NET_RULE = (
    "select * from {batch} where net_amount is distinct from "
    "gross_amount - coalesce(promotion_discount_amount, 0) - coalesce(coupon_discount_amount, 0)"
)
NET_REASON = "The definition of net: gross less both discounts, to the cent."
THIRD_PARTY_REASON = (
    "A third party pays a part of net. A maker's coupon may exceed a free line, but not often."
)


def batches(systems: Mapping[str, list[str]], as_of: date | None) -> list[Batch]:
    """One batch an entity that some system delivers."""
    found = []
    for entity, rules in ENTITIES.items():
        delivering = sorted(name for name, entities in systems.items() if entity in entities)
        if delivering:
            expectations = [*_volume(entity, delivering), *rules(delivering, as_of)]
            found.append(Batch(entity, f"select * from conformed.{entity}", expectations))
    return found


def _volume(entity: str, delivering: list[str]) -> list[Expectation]:
    return [
        no_rows(
            f"rows_from_{system}",
            f"select 1 as missing where not exists "
            f"(select 1 from {{batch}} where source_system = '{system}')",
            because=f"The shop file says that {system} delivers {entity}.",
            severity=WARN if entity in MAY_BE_EMPTY else ERROR,
        )
        for system in delivering
    ]


def _orders(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        *_order_dates(as_of),
        no_rows("net_is_gross_less_discounts", NET_RULE, because=NET_REASON),
        rule(
            "third_party_part_is_within_net",
            ExpectColumnPairValuesAToBeGreaterThanB,
            because=THIRD_PARTY_REASON,
            severity=WARN,
            column_A="net_amount",
            column_B="third_party_discount_amount",
            or_equal=True,
            mostly=0.98,
        ),
        rule(
            "net_amount_median_is_plausible",
            ExpectColumnMedianToBeBetween,
            because="Outside of it, amounts are likely in another unit (cents, thousands).",
            severity=WARN,
            column="net_amount",
            min_value=1,
            max_value=5000,
        ),
        rule(
            "line_count_is_plausible",
            ExpectColumnValuesToBeBetween,
            because="An order has at least one line; many with a thousand are a wrong order key.",
            severity=WARN,
            column="line_count",
            min_value=1,
            max_value=1000,
            mostly=0.99,
        ),
        share_at_most(
            "orders_without_value_are_rare",
            "net_amount = 0",
            0.05,
            severity=WARN,
            because="Free and voided orders exist; many mean that amounts got lost.",
        ),
        share_at_most(
            "orders_without_customer_are_a_minority",
            "customer_record_id is null",
            0.5,
            severity=WARN,
            because="The marts describe customers: they say little if most orders have none.",
        ),
        share_at_most(
            "orders_that_do_not_count_are_a_minority",
            "is_test or is_staff or order_status = 'cancelled'",
            0.2,
            severity=WARN,
            because="A flag that is true for many orders is mapped wrongly.",
        ),
    ]


def _order_dates(as_of: date | None) -> list[Expectation]:
    """Freshness. Without an asked as_of, the clock is the last order of any system."""
    clock = date_literal(as_of) if as_of else "(select max(order_date) from {batch})"
    last_dates = (
        f"select source_system, max(order_date) as last_date from {{batch}} "
        f"where order_date <= {clock} group by source_system"
    )
    return [
        no_rows(
            "orders_exist_by_as_of",
            f"select 1 as missing where not exists "
            f"(select 1 from {{batch}} where order_date <= {clock})",
            because="Nothing had been ordered by as_of: every mart would be empty.",
        ),
        no_rows(
            "orders_are_fresh_at_as_of",
            f"select * from ({last_dates}) as ends "
            f"where last_date < {clock} - interval {FRESH_DAYS} day",
            severity=WARN,
            because=f"A system without an order in the {FRESH_DAYS} days before as_of: "
            "customers would look silent who are not.",
        ),
        no_rows(
            "last_four_weeks_have_usual_volume",
            f"select * from (select count(*) filter (where order_date > {clock} - interval 28 day)"
            f" as recent, count(*) as orders, date_diff('day', min(order_date), max(order_date)) "
            f"+ 1 as days from {{batch}} where order_date <= {clock}) as counted "
            "where days > 56 and recent < 0.25 * 28 * orders / days",
            severity=WARN,
            because="Less than a quarter of the usual orders: a delivery may be cut off.",
        ),
        share_at_most(
            "order_date_is_the_local_day_of_ordered_at",
            "abs(date_diff('day', order_date, cast(ordered_at as date))) > 1",
            0,
            because="A local date is at most one calendar day off the UTC date.",
        ),
        rule(
            "order_date_is_plausible",
            ExpectColumnValuesToBeBetween,
            because="Epoch zero, year 1 and year 9999 are the marks of a broken parse.",
            column="order_date",
            min_value="1990-01-01",
            max_value="2100-01-01",
        ),
    ]


def _order_lines(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        no_rows("net_is_gross_less_discounts", NET_RULE, because=NET_REASON),
        rule(
            "third_party_part_is_within_net",
            ExpectColumnPairValuesAToBeGreaterThanB,
            because=THIRD_PARTY_REASON,
            severity=WARN,
            column_A="net_amount",
            column_B="third_party_discount_amount",
            or_equal=True,
            mostly=0.98,
        ),
        share_at_most(
            "lines_without_quantity_are_rare",
            "quantity = 0",
            0.05,
            severity=WARN,
            because="Voided lines exist; many mean that quantities got lost.",
        ),
        share_at_most(
            "discounts_are_below_gross",
            "coalesce(promotion_discount_amount, 0) + coalesce(coupon_discount_amount, 0) "
            "> gross_amount",
            0.01,
            because="More discount than price: a sign is wrong or a discount is counted twice.",
        ),
        no_rows(
            "lines_an_order_are_plausible",
            "select * from (select count(*) * 1.0 / count(distinct order_id) as mean_lines "
            "from {batch}) as counted where mean_lines > 100",
            severity=WARN,
            because="A join that multiplies lines shows here first.",
        ),
        share_at_most(
            "sold_products_are_in_the_catalogue",
            "products.product_key is null",
            0.05,
            rows="{batch} as lines left join conformed.products as products "
            "on lines.product_key = products.product_key "
            "where exists (select 1 from conformed.products)",
            severity=WARN,
            because="Unknown products are inferred; many mean that the catalogue is cut off.",
        ),
    ]


def _customer_records(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        share_at_most(
            "orders_find_their_customer",
            "records.customer_record_key is null",
            0.05,
            rows="conformed.orders as orders left join {batch} as records "
            "on orders.customer_record_key = records.customer_record_key "
            f"where orders.source_system in ({_in_list(delivering)}) "
            "and orders.customer_record_id is not null",
            severity=WARN,
            because="Orders of unknown customers: the two deliveries are not of one day.",
        ),
    ]


def _products(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        share_at_most(
            "products_have_a_department",
            "department is null",
            0.1,
            severity=WARN,
            because="Reports by department would hide what has none.",
        ),
    ]


def _stores(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        share_at_most(
            "orders_find_their_store",
            "stores.store_key is null",
            0.05,
            rows="conformed.orders as orders left join {batch} as stores "
            "on orders.store_key = stores.store_key "
            f"where orders.source_system in ({_in_list(delivering)}) "
            "and orders.store_id is not null",
            severity=WARN,
            because="Orders of unknown stores: the list of stores is cut off.",
        ),
    ]


def _campaigns(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        no_rows(
            "campaign_ends_after_it_starts",
            "select * from {batch} where end_date < start_date",
            because="Every window around a campaign would be empty.",
        ),
        share_at_most(
            "campaigns_last_less_than_a_year",
            "date_diff('day', start_date, end_date) > 366",
            0.1,
            severity=WARN,
            because="A campaign of years is a default date.",
        ),
    ]


def _coupons(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        share_at_most(
            "coupons_find_their_campaign",
            "campaigns.campaign_id is null",
            0.05,
            rows="{batch} as coupons left join conformed.campaigns as campaigns "
            "on coupons.source_system = campaigns.source_system "
            "and coupons.campaign_id = campaigns.campaign_id "
            "where coupons.campaign_id is not null "
            "and exists (select 1 from conformed.campaigns)",
            severity=WARN,
            because="Coupons of unknown campaigns: the two deliveries are not of one day.",
        ),
    ]


def _refunds(delivering: list[str], as_of: date | None) -> list[Expectation]:
    return [
        rule(
            "refund_amount_is_positive",
            ExpectColumnValuesToBeBetween,
            because="A refund is a positive amount: negative ones would add to net.",
            column="refund_amount",
            min_value=0,
        ),
    ]


def _in_list(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


ENTITIES: dict[str, Callable[[list[str], date | None], list[Expectation]]] = {
    "orders": _orders,
    "order_lines": _order_lines,
    "customer_records": _customer_records,
    "products": _products,
    "stores": _stores,
    "campaigns": _campaigns,
    "coupons": _coupons,
    "refunds": _refunds,
}
