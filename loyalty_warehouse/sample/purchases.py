"""Simulates what the people of a partition do: orders, parcels, refunds, visits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import aftermath, baskets, checkout, points
from loyalty_warehouse.sample.arrays import nothing, sum_by, where_text
from loyalty_warehouse.sample.planted import PLANTED
from loyalty_warehouse.sample.timing import Calendar, make_calendar, wishes
from loyalty_warehouse.sample.visits import make_visits, pick_devices
from loyalty_warehouse.sample.world import (
    APP,
    NEVER,
    Bools,
    Devices,
    Ints,
    OrderLines,
    Orders,
    Parcels,
    People,
    Refunds,
    Shop,
    Visits,
)

Columns = dict[str, Any]

FIRST_ORDER_ID = 10**9
FREE_SHIPPING_FROM = 6_000
SHIPPING = 490
TAX_PERCENT = {"FR": 20, "DE": 19, "GB": 20, "US": 0}
"""Sales tax included in prices, by the country of the person or the store."""


def simulate(
    shop: Shop, people: People, devices: Devices, rng: Generator
) -> tuple[Orders, OrderLines, Parcels, Refunds, Visits]:
    """Everything the people do between start and end; the same generator gives the same."""
    calendar = make_calendar(shop)
    orders = _placed(shop, people, calendar, rng)
    lines = baskets.fill(shop, people, orders, rng)
    parcels = _parcels_and_returns(shop, people, orders, lines, rng)
    _amounts(shop, people, orders, lines, rng)
    refunds = aftermath.refund(shop, people, orders, lines, parcels, rng)
    is_app = orders["channel"] == APP
    chosen = pick_devices(devices, len(people), orders["person"], orders["ordered_at"], is_app, rng)
    orders["device"] = np.where(orders["source"] != None, chosen, -1)  # noqa: E711
    visits = make_visits(shop, people, devices, orders, rng)
    return _orders(people, orders), _lines(lines), parcels, refunds, visits


def _placed(shop: Shop, people: People, calendar: Calendar, rng: Generator) -> Columns:
    """Orders with place, log-in and message, after the late first parcels had their effect."""
    wish = wishes(shop, people, calendar, rng)
    orders = checkout.place(shop, people, wish, rng)
    orders |= checkout.log_in(people, orders, rng)
    orders["will_be_late"] = aftermath.lateness(len(wish.person), rng)
    keep = _in_period(shop, orders) & _undeterred(orders, rng)
    orders = {name: values[keep] for name, values in orders.items()}
    by_time = np.lexsort((orders["person"], orders["ordered_at"]))
    orders = {name: values[by_time] for name, values in orders.items()}
    return orders | checkout.attribute(shop, people, orders, rng)


def _in_period(shop: Shop, orders: Columns) -> Bools:
    moment = orders["ordered_at"]
    return np.asarray((moment >= shop.settings.start) & (moment < shop.settings.end))


def _undeterred(orders: Columns, rng: Generator) -> Bools:
    """Drops some later orders of those whose first parcel comes late."""
    person, moment = orders["person"], orders["ordered_at"]
    by_person = np.lexsort((moment, person))
    is_first = np.r_[True, person[by_person][1:] != person[by_person][:-1]][: len(person)]
    first = by_person[is_first]
    is_late = aftermath.is_sent(orders)[first] & orders["will_be_late"][first]
    from_when = np.full(int(person.max(initial=-1)) + 1, NEVER, np.int64)
    from_when[person[first]] = np.where(is_late, aftermath.promised_at(moment[first]), NEVER)
    draw = rng.random(len(person)) < PLANTED.late_first_parcel_repeat_factor
    return np.asarray((moment < from_when[person]) | draw)


def _parcels_and_returns(
    shop: Shop, people: People, orders: Columns, lines: Columns, rng: Generator
) -> Parcels:
    """Sends the parcels and marks the pieces that come back and the orders that get goodwill."""
    parcels = aftermath.send(shop, people, orders, rng)
    lines["returned"] = aftermath.choose_returns(shop, orders, lines, rng)
    orders["gets_goodwill"] = aftermath.choose_goodwill(orders, lines, rng)
    return parcels


def _amounts(shop: Shop, people: People, orders: Columns, lines: Columns, rng: Generator) -> None:
    """Adds codes and points, what is left to pay, shipping and tax, to orders and lines."""
    count = len(orders["person"])
    sums = {
        name: sum_by(lines["order"], lines[name], count) for name in ("gross", "promotion_discount")
    }
    code = baskets.code_discount(shop, orders, lines)
    before_points = sums["gross"] - sums["promotion_discount"] - code
    touched = orders["is_cancelled"] | orders["gets_goodwill"]
    touched |= sum_by(lines["order"], lines["returned"], count) > 0
    spent = points.spend(orders, before_points, touched, rng)
    is_gift = points.buys_gift(spent, code + sums["promotion_discount"], orders["ordered_at"])
    orders["points_spent"] = spent
    orders["coupon_discount"] = code + points.worth(spent, is_gift)
    lines |= baskets.settle(lines, orders["coupon_discount"])
    orders |= sums
    orders["net"] = sum_by(lines["order"], lines["net"], count)
    sent = (orders["store"] < 0) & (orders["net"] < FREE_SHIPPING_FROM)
    orders["shipping"] = np.where(sent, SHIPPING, 0)
    percent = np.array([TAX_PERCENT[c] for c in people.country[orders["person"]]], np.int64)
    orders["tax"] = (orders["net"] * percent + (100 + percent) // 2) // (100 + percent)
    campaign = orders["coupon_campaign"]
    codes = shop.campaigns.code[campaign] if count else nothing(0)
    orders["coupon_code"] = where_text(campaign >= 0, codes)


def _orders(people: People, orders: Columns) -> Orders:
    first = int(people.person_id[0]) if len(people) else 0
    names = [name for name in Orders.__dataclass_fields__ if name != "order_id"]
    ids: Ints = FIRST_ORDER_ID + first + np.arange(len(orders["person"]))
    return Orders(order_id=ids, **{name: orders[name] for name in names})


def _lines(lines: Columns) -> OrderLines:
    return OrderLines(**{name: lines[name] for name in OrderLines.__dataclass_fields__})
