"""Challenges: buy three different products of a brand's collection within a calendar month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import number_within
from loyalty_warehouse.sample.systems.loyalty_moves import earning_orders
from loyalty_warehouse.sample.world import BRANDS, DAY, NEVER, Ints, Partition, Shop

TARGET, BONUS = 3, 40


@dataclass(frozen=True)
class Challenges:
    """One a month, for the collections of the brands in turn."""

    starts_at: Ints
    ends_at: Ints
    brand: Ints


@dataclass(frozen=True)
class Progress:
    """One row a member and challenge in which something of the collection was bought."""

    person: Ints
    challenge: Ints
    count: Ints
    """Different products."""
    completed_at: Ints
    updated_at: Ints


def make_challenges(shop: Shop) -> Challenges:
    """Those of every month that begins or ends within the sample."""
    settings = shop.settings
    starts = clock.month_starts(settings.start // DAY, settings.end // DAY - 1)
    after = clock.month_starts(starts[-1] + 31, starts[-1] + 31)
    return Challenges(
        starts_at=np.array(starts) * DAY,
        ends_at=np.array(starts[1:] + after) * DAY,
        brand=np.arange(len(starts)) % len(BRANDS),
    )


def make_progress(shop: Shop, part: Partition) -> Progress:
    """What members bought with their card, by challenge."""
    challenges = make_challenges(shop)
    person, challenge, at = _first_purchases(shop, part, challenges)
    group = person * len(challenges.brand) + challenge
    by_time = np.lexsort((at, group))
    person, challenge, at, group = person[by_time], challenge[by_time], at[by_time], group[by_time]
    place = number_within(group)
    first = np.flatnonzero(place == 0)
    count = np.diff(np.r_[first, len(group)])
    last = first + count - 1
    third = np.minimum(first + TARGET - 1, last)
    return Progress(
        person=person[first],
        challenge=challenge[first],
        count=count,
        completed_at=np.where(count >= TARGET, at[third], NEVER),
        updated_at=at[last],
    )


def _first_purchases(
    shop: Shop, part: Partition, challenges: Challenges
) -> tuple[Ints, Ints, Ints]:
    """Person, challenge and time of the first purchase of every product of the collection."""
    orders, lines = part.orders, part.lines
    counts = np.zeros(len(orders), bool)
    counts[earning_orders(part)] = True
    counts &= ~orders.is_cancelled
    line = np.flatnonzero(counts[lines.order])
    order, product = lines.order[line], lines.product[line]
    at = orders.ordered_at[order]
    challenge = np.searchsorted(challenges.starts_at, at, side="right") - 1
    fits = shop.products.brand[product] == challenges.brand[challenge]
    order, product, at, challenge = order[fits], product[fits], at[fits], challenge[fits]
    person = orders.person[order]
    group = (person * len(challenges.brand) + challenge) * (len(shop.products.sku) + 1) + product
    by_time = np.lexsort((at, group))
    first = by_time[number_within(group[by_time]) == 0]
    return person[first], challenge[first], at[first]
