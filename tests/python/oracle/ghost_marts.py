"""Expected marts of engagement, ghosts and discounts where orders are all that is delivered."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from .dates import add_months
from .shop import Shop

GHOST_MONTHS = 6
AT_STAKE_MONTHS = 12
PRIOR_DAYS = 90
DISCOUNTED_FROM = 5
"""Per cent of the gross amount."""
OF_COUPONS = (
    "days_from_coupon_end_to_order",
    "has_relapsed_after_coupon",
    "last_coupon_order_date",
    "last_coupon_end_date",
)


def expected_engagement(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return customer_engagement_daily: the days with a valid order."""
    bought = shop.purchases(as_of).rename(columns={"order_date": "engagement_date"})
    counts = bought.groupby(["customer", "engagement_date"]).size().reset_index(name="touch_count")
    return counts.assign(
        first_touch_type="order", last_touch_type="order", order_count=counts["touch_count"]
    )


@dataclass(frozen=True)
class Order:
    """One valid order: its local date and its money in cents."""

    day: date
    gross: int
    discount: int
    net: int


def _orders_of(shop: Shop, as_of: date) -> dict[str, list[Order]]:
    """Return the valid orders of every customer who bought, in the order that they were placed."""
    bought = shop.purchases(as_of).sort_values(["ordered_at", "order_id"], kind="stable")
    discount = bought["promotion_discount"] + bought["coupon_discount"]
    facts = (bought["order_date"].dt.date, bought["gross"], discount, bought["net"])
    orders: dict[str, list[Order]] = {}
    for customer, *values in zip(bought["customer"], *facts, strict=True):
        orders.setdefault(str(customer), []).append(Order(*values))
    return orders


def expected_ghosts(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return ghost_customers as defined: valid orders are all the engagement there is."""
    rows: list[dict[str, object]] = []
    for customer, orders in _orders_of(shop, as_of).items():
        last = max(order.day for order in orders)
        ghostly, year_before = add_months(last, GHOST_MONTHS), add_months(last, -AT_STAKE_MONTHS)
        prior = [one.day for one in orders if one.day > last - timedelta(days=PRIOR_DAYS)]
        rows.append(
            {
                "customer": customer,
                "as_of_date": as_of,
                "last_engagement_type": "order",
                "engagement_sources": "orders",
                "ghost_since": ghostly if as_of >= ghostly else None,
                "last_engaged_date": last,
                "historic_net_amount": sum(one.net for one in orders),
                "net_at_stake_amount": sum(one.net for one in orders if one.day > year_before),
                "prior_touch_90d_count": len(prior),
                "prior_engaged_day_90d_count": len(set(prior)),
                "is_ghost": as_of >= ghostly,
            }
        )
    return pd.DataFrame(rows)


def expected_reactivations(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return ghost_reactivations as defined: a return is a purchase, and its own first order."""
    rows: list[dict[str, object]] = []
    for customer, orders in _orders_of(shop, as_of).items():
        days = sorted({order.day for order in orders})
        # a silence that goes on has no end yet
        silences = [
            (last, back)
            for last, back in [*pairwise(days), (days[-1], None)]
            if add_months(last, GHOST_MONTHS) <= (back or as_of)
        ]
        starts = [add_months(last, GHOST_MONTHS) for last, _ in silences[1:]]
        for (last, back), relapse in zip(silences, [*starts, None], strict=False):
            if back is None:
                continue
            order = next(one for one in orders if one.day == back)
            is_told = shop.records_discounts and order.gross != 0
            year_after = add_months(back, 12)
            has_relapsed = relapse is not None and relapse <= year_after
            rows.append(
                {
                    "customer": customer,
                    "returning_touch_type": "order",
                    "silence_days": (back - last).days,
                    "days_to_order": 0,
                    "order_net_amount": order.net,
                    "order_discount_share": order.discount / order.gross if is_told else None,
                    "has_ordered": True,
                    "has_relapsed": has_relapsed if year_after <= as_of else None,
                    "last_engaged_date": last,
                    "ghost_since": add_months(last, GHOST_MONTHS),
                    "returned_date": back,
                    "order_date": back,
                    "relapsed_date": relapse,
                    "as_of_date": as_of,
                }
            )
    return pd.DataFrame(rows)


def expected_discounts(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return discount_dependency as defined; a source tells of all its orders or of none."""
    rows: list[dict[str, object]] = []
    for customer, orders in _orders_of(shop, as_of).items():
        row: dict[str, object] = {
            "customer": customer,
            "dependency_class": "unknown",
            # the real shops' orders name no coupon
            "coupon_relapse_unknown_reason": "no_coupon_code",
            **dict.fromkeys(OF_COUPONS),
            "order_count": len(orders),
            "told_order_count": len(orders) if shop.records_discounts else 0,
            "has_lapsed": add_months(max(order.day for order in orders), GHOST_MONTHS) <= as_of,
            "last_order_date": max(order.day for order in orders),
            "as_of_date": as_of,
        }
        if shop.records_discounts:
            row |= _discounts(orders, as_of)
        rows.append(row)
    return pd.DataFrame(rows)


def _discounts(orders: list[Order], as_of: date) -> dict[str, object]:
    """Return what the orders of one customer tell of discounts."""
    is_discounted = [
        order.gross > 0 and order.discount * 100 >= order.gross * DISCOUNTED_FROM
        for order in orders
    ]
    discounted = [order for order, is_one in zip(orders, is_discounted, strict=True) if is_one]
    at_discount = sum(order.net for order in discounted)
    first = is_discounted.index(True) if discounted else len(orders)
    is_over = add_months(max(order.day for order in orders), GHOST_MONTHS) <= as_of
    # the order that followed each one, if its six months are over: was it in time?
    in_time: dict[bool, list[bool]] = {True: [], False: []}
    for order, after, is_one in zip(orders, [*orders[1:], None], is_discounted, strict=True):
        until = add_months(order.day, GHOST_MONTHS)
        if until <= as_of:
            in_time[is_one].append(after is not None and after.day < until)
    return {
        "dependency_class": _class_of(len(discounted), len(orders)),
        "discounted_order_count": len(discounted),
        "discounted_order_share": len(discounted) / len(orders),
        "discounted_net_amount": at_discount,
        "full_price_net_amount": sum(order.net for order in orders) - at_discount,
        "full_price_after_discount_count": is_discounted[first:].count(False),
        "judged_discounted_count": len(in_time[True]),
        "followed_discounted_count": sum(in_time[True]),
        "judged_full_price_count": len(in_time[False]),
        "followed_full_price_count": sum(in_time[False]),
        "is_last_order_discounted": is_discounted[-1],
        "has_lapsed_after_discount": is_discounted[-1] and is_over,
        "first_discounted_date": min((order.day for order in discounted), default=None),
        "last_discounted_date": max((order.day for order in discounted), default=None),
    }


def _class_of(discounted: int, told: int) -> str:
    if told < 3:
        return "too_few_orders"
    share = discounted / told
    if share == 1:
        return "promo_only"
    if share >= 0.5:
        return "mostly_promo"
    return "mixed" if share > 0 else "full_price"
