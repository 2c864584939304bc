"""Loyalty points spent in orders, never more than a careful count of those earned."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.planted import (
    POINTS_BLOCK,
    POINTS_BLOCK_VALUE,
    POINTS_LIFE_DAYS,
    POINTS_LOCK_DAYS,
    POINTS_PER_UNIT,
)
from loyalty_warehouse.sample.world import DAY, SECOND, Bools, Ints

Columns = dict[str, Any]

GIFT_EVERY = 5
"""Points buy a present in one in so many orders that could have them take something off."""
SPENDS_SHARE = 0.3
"""Share of orders with a card in which points are spent if there are enough."""


def spend(orders: Columns, net: Ints, is_touched: Bools, rng: Generator) -> Ints:
    """Points spent, order by order, in whole blocks and for at most half of ``net``.

    Counted are points of orders after the last one in which points might have been spent, earned
    within the set days, and not ``is_touched`` by a return or cancellation.
    """
    by_person = np.lexsort((orders["ordered_at"], orders["person"]))
    person, moment = orders["person"][by_person], orders["ordered_at"][by_person]
    shows = orders["shows_card"][by_person]
    earns = shows & ~is_touched[by_person]
    earned = np.where(earns, net[by_person] // 100 * POINTS_PER_UNIT, 0)
    wants = shows & (rng.random(len(person)) < SPENDS_SHARE) & ~is_touched[by_person]
    total = np.r_[0, np.cumsum(earned)]
    low = np.maximum(
        _after_last_wish(person, wants), _first_since(person, moment, POINTS_LIFE_DAYS)
    )
    high = _first_since(person, moment, POINTS_LOCK_DAYS)
    balance = np.where(wants, np.maximum(total[np.maximum(high, low)] - total[low], 0), 0)
    most = net[by_person] // 2 // POINTS_BLOCK_VALUE
    blocks = np.minimum(balance // POINTS_BLOCK, most)
    spent = np.zeros(len(person), np.int64)
    spent[by_person] = blocks * POINTS_BLOCK
    return spent


def _after_last_wish(person: Ints, wants: Bools) -> Ints:
    """Row after the last earlier one of the person that wants to spend, or the person's first."""
    rows = np.arange(len(person))
    is_first = np.r_[True, person[1:] != person[:-1]] if len(person) else np.zeros(0, bool)
    before = np.r_[False, wants[:-1]] if len(person) else np.zeros(0, bool)
    latest = np.maximum.accumulate(np.where(is_first | before, rows, 0))
    return np.asarray(latest, np.int64)


def _first_since(person: Ints, moment: Ints, days: int) -> Ints:
    """First row of the person not older than some days before each row."""
    if not len(moment):
        return np.zeros(0, np.int64)
    since = moment - moment.min()
    step = int(since.max()) // 1_000 + 1
    wanted = np.maximum(since - days * DAY, 0)
    found = np.searchsorted(person * step + since // 1_000, person * step + wanted // 1_000)
    return np.asarray(found, np.int64)


def worth(points: Ints, is_gift: Bools) -> Ints:
    """What points take off, in minor units of the order's currency; a gift takes off nothing."""
    return np.where(is_gift, 0, points // POINTS_BLOCK * POINTS_BLOCK_VALUE)


def buys_gift(points: Ints, other_discounts: Ints, ordered_at: Ints) -> Bools:
    """Orders that nothing else made cheaper, some of them: the points buy a present beside it."""
    return np.asarray(
        (points > 0) & (other_discounts == 0) & (ordered_at // SECOND % GIFT_EVERY == 0)
    )


def bought_gift(points: Ints, coupon_discount: Ints) -> Bools:
    """The same, told by the order: points were spent, and nothing was taken off."""
    return np.asarray((points > 0) & (coupon_discount == 0))
