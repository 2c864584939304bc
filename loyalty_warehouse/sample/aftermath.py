"""What comes after an order: parcels, returns, refunds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import pick, sum_by, where_text
from loyalty_warehouse.sample.world import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    STORE,
    WEB,
    Bools,
    Ints,
    Parcels,
    People,
    Refunds,
    Shop,
)

Columns = dict[str, Any]

PROMISE_DAYS = 4
LATE_SHARE = 0.10
LOST_SHARE = 0.03
"""Of the late ones."""
RETURN_SHARES = {"apparel": 0.16, "shoes": 0.18, "accessories": 0.07, "home": 0.06}
OTHER_RETURN_SHARE = 0.03
TILL_FACTOR = 0.35
"""Goods bought in a store come back that many times as often."""
IN_STORE_SHARE = 0.25
"""Share of returns of web and app orders that are handed in at a store."""
GOODWILL_SHARE, LATE_SHIPPING_SHARE = 0.006, 0.25
CARRIERS = {"FR": "Colissimo", "DE": "DHL", "GB": "Royal Mail", "US": "UPS"}
REASONS = ("too_small", "too_large", "not_as_described", "defective", "changed_mind")


def is_sent(orders: Columns) -> Bools:
    """Orders that leave in a parcel."""
    return np.asarray(
        (orders["channel"] != STORE) & ~orders["is_collected"] & ~orders["is_cancelled"]
    )


def lateness(count: int, rng: Generator) -> Bools:
    """Which parcels will be late, order by order, if they are sent."""
    return rng.random(count) < LATE_SHARE


def promised_at(ordered_at: Ints) -> Ints:
    """The end of the fourth day."""
    return np.asarray(ordered_at + PROMISE_DAYS * DAY)


def send(shop: Shop, people: People, orders: Columns, rng: Generator) -> Parcels:
    """Parcels of the orders that were shipped before the end of the sample."""
    order = np.flatnonzero(is_sent(orders))
    ordered, late = orders["ordered_at"][order], orders["will_be_late"][order]
    shipped = ordered + rng.integers(5 * HOUR, 44 * HOUR, len(order))
    promised = promised_at(ordered)
    in_time = shipped + (rng.uniform(0.4, 1, len(order)) * (promised - shipped)).astype(np.int64)
    after = promised + rng.integers(6 * HOUR, 9 * DAY, len(order))
    delivered = np.where(late, after, in_time)
    lost = late & (rng.random(len(order)) < LOST_SHARE)
    end = shop.settings.end
    countries = people.country[orders["person"][order]]
    carrier = np.array([CARRIERS[country] for country in countries], object)
    keep = shipped < end
    return Parcels(
        order=order[keep],
        carrier=carrier[keep],
        promised_at=promised[keep],
        shipped_at=shipped[keep],
        delivered_at=np.where(lost | (delivered >= end), NEVER, delivered)[keep],
        is_late=late[keep],
    )


def choose_returns(shop: Shop, orders: Columns, lines: Columns, rng: Generator) -> Ints:
    """Pieces that come back, line by line."""
    department = shop.products.department[lines["product"]]
    chance = np.array([RETURN_SHARES.get(name, OTHER_RETURN_SHARE) for name in department])
    order = lines["order"]
    chance = np.where(orders["channel"][order] == STORE, chance * TILL_FACTOR, chance)
    comes = (rng.random(len(order)) < chance) & ~orders["is_cancelled"][order]
    pieces = rng.integers(1, lines["quantity"] + 1)
    return np.where(comes, pieces, 0)


def choose_goodwill(orders: Columns, lines: Columns, rng: Generator) -> Bools:
    """Web orders of which nothing comes back and a tenth is given back."""
    count = len(orders["person"])
    returned = sum_by(lines["order"], lines["returned"], count)
    gets = (rng.random(count) < GOODWILL_SHARE) & (returned == 0)
    return np.asarray(gets & ~orders["is_cancelled"] & (orders["channel"] == WEB))


def refund(
    shop: Shop, people: People, orders: Columns, lines: Columns, parcels: Parcels, rng: Generator
) -> Refunds:
    """Refunds paid before the end of the sample, in order of time."""
    parts = [
        _returns(shop, people, orders, lines, parcels, rng),
        _cancellations(orders, lines),
        _shipping_back(orders, parcels, rng),
        _goodwill(orders, rng),
    ]
    names = list(Refunds.__dataclass_fields__)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    keep = (columns["refunded_at"] < shop.settings.end) & (columns["amount"] > 0)
    columns = {name: values[keep] for name, values in columns.items()}
    by_time = np.lexsort((columns["line"], columns["order"], columns["refunded_at"]))
    return Refunds(**{name: values[by_time] for name, values in columns.items()})


def _returns(
    shop: Shop, people: People, orders: Columns, lines: Columns, parcels: Parcels, rng: Generator
) -> Columns:
    """Goods that come back: by post, or at a store."""
    had_at = _had_at(orders, parcels)
    line = np.flatnonzero((lines["returned"] > 0) & (had_at[lines["order"]] < NEVER))
    order = lines["order"][line]
    home = people.home_store[orders["person"][order]]
    bought_in_store = orders["channel"][order] == STORE
    hands_in = (rng.random(len(orders["person"]))[order] < IN_STORE_SHARE) & (home >= 0)
    in_store = bought_in_store | hands_in | (orders["is_collected"][order] & (home >= 0))
    store = np.where(
        in_store, np.where(orders["store"][order] >= 0, orders["store"][order], home), -1
    )
    wait = rng.integers(1 * DAY, 21 * DAY, len(orders["person"]))[order]
    asked = had_at[order] + wait
    received = asked + rng.integers(2 * DAY, 8 * DAY, len(orders["person"]))[order]
    refunded = received + rng.integers(4 * HOUR, 4 * DAY, len(orders["person"]))[order]
    at_till = _at_till(shop, store, asked, order)
    amount = lines["net"][line] * lines["returned"][line] // lines["quantity"][line]
    reason = pick(rng, REASONS, len(line), [22, 18, 15, 12, 33])
    given = ~in_store | (rng.random(len(line)) < 0.6)
    return {
        "order": order,
        "line": line,
        "quantity": lines["returned"][line],
        "amount": amount,
        "requested_at": np.where(in_store, at_till, asked),
        "received_at": np.where(in_store, at_till, received),
        "refunded_at": np.where(in_store, at_till, refunded),
        "channel": np.where(in_store, STORE, orders["channel"][order]),
        "store": store,
        "kind": np.full(len(line), "return", object),
        "reason": where_text(given, reason),
    }


def _had_at(orders: Columns, parcels: Parcels) -> Ints:
    """When the goods were in hand, or NEVER."""
    had = np.full(len(orders["person"]), NEVER, np.int64)
    had[parcels.order] = parcels.delivered_at
    in_store = orders["channel"] == STORE
    collected = orders["is_collected"] & ~orders["is_cancelled"]
    had[in_store] = orders["ordered_at"][in_store]
    had[collected] = orders["ordered_at"][collected] + DAY
    return had


def _at_till(shop: Shop, store: Ints, moment: Ints, order: Ints) -> Ints:
    """The same or next open day between 10:00 and 18:00 on the store's clock, one time an order."""
    zone = shop.stores.time_zone[store]
    day = clock.to_local(zone, moment) // DAY + 1
    day = day + (clock.weekday(day) == 6)
    minute = (order * 37) % 480
    return clock.to_utc(zone, day * DAY + 10 * HOUR + minute * MINUTE)


def _simple(orders: Columns, order: Ints, line: Ints, amount: Ints, at: Ints, kind: str) -> Columns:
    """Refunds without goods that come back."""
    count = len(order)
    return {
        "order": order,
        "line": line,
        "quantity": np.zeros(count, np.int64),
        "amount": amount,
        "requested_at": at,
        "received_at": at,
        "refunded_at": at,
        "channel": orders["channel"][order],
        "store": np.where(orders["channel"][order] == STORE, orders["store"][order], -1),
        "kind": np.full(count, kind, object),
        "reason": np.full(count, "late" if kind == "shipping" else None, object),
    }


def _cancellations(orders: Columns, lines: Columns) -> Columns:
    """All of a cancelled order: every line, and the shipping."""
    line = np.flatnonzero(orders["is_cancelled"][lines["order"]])
    order = lines["order"][line]
    shipped = np.flatnonzero(orders["is_cancelled"] & (orders["shipping"] > 0))
    both = np.r_[order, shipped]
    amount = np.r_[lines["net"][line], orders["shipping"][shipped]]
    found = _simple(
        orders,
        both,
        np.r_[line, np.full(len(shipped), -1)],
        amount,
        orders["cancelled_at"][both] + 5 * MINUTE,
        "cancellation",
    )
    found["quantity"] = np.r_[lines["quantity"][line], np.zeros(len(shipped), np.int64)]
    return found


def _shipping_back(orders: Columns, parcels: Parcels, rng: Generator) -> Columns:
    """The shipping of some late parcels."""
    asks = parcels.is_late & (parcels.delivered_at < NEVER)
    asks &= rng.random(len(asks)) < LATE_SHIPPING_SHARE
    order = parcels.order[asks]
    at = parcels.delivered_at[asks] + 2 * DAY
    return _simple(
        orders, order, np.full(len(order), -1), orders["shipping"][order], at, "shipping"
    )


def _goodwill(orders: Columns, rng: Generator) -> Columns:
    """A tenth of the chosen orders."""
    order = np.flatnonzero(orders["gets_goodwill"])
    at = orders["ordered_at"][order] + rng.integers(3 * DAY, 30 * DAY, len(order))
    amount = orders["net"][order] // 10
    return _simple(orders, order, np.full(len(order), -1), amount, at, "goodwill")
