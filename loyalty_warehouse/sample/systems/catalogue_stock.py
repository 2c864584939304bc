"""Stock counts: every week in the warehouse, every four weeks in the stores.

A product sells by chance, is ordered when it runs low and comes some weeks later; now and then
it is out of stock in between.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import DAY, HOUR, NEVER, Bools, Ints, Shop

WAREHOUSE = "WEB"
WEEK = 7
STORE_WEEKS = 4
"""Stores are counted every so many weeks."""
DEMAND = {"warehouse": 6.0, "store": 1.2}
"""Units sold a week on average."""
REORDER_WEEKS, DELIVERY_WEEKS = 10, 4
"""Weeks of demand that are ordered, and how long they take."""


def land(system: str, shop: Shop, rng: Generator) -> Landed:
    """One row a product, place and day of counting."""
    days = np.arange(_first_monday(shop), shop.settings.end // DAY, WEEK)
    parts = [_counts(shop, WAREHOUSE, np.arange(len(shop.products.sku)), days, 1, rng)]
    for number, store in enumerate(shop.stores.store_id.tolist()):
        own = np.flatnonzero(shop.products.brand == shop.stores.brand[number])
        parts.append(_counts(shop, str(store), own, days, STORE_WEEKS, rng))
    product, day, quantity = (np.concatenate([part[n] for part in parts]) for n in range(3))
    places = [WAREHOUSE, *(str(store) for store in shop.stores.store_id.tolist())]
    place = np.repeat(texts(places), [len(part[0]) for part in parts])
    rows = {
        "sku": columns.text(shop.products.sku[product]),
        "location_id": columns.text(place),
        "counted_on": columns.day(day),
        "quantity": columns.text(texts([str(units) for units in quantity.tolist()])),
        "_loaded_at": columns.stamp(columns.loaded(day * DAY + 6 * HOUR, rng)),
    }
    key = ("sku", "location_id", "counted_on")
    return Landed(system, "stock_count", pa.table(rows), key, "_loaded_at")


def _first_monday(shop: Shop) -> int:
    """The first Monday of the period, as days since 1970 (a Thursday)."""
    first = shop.settings.start // DAY
    return first + (4 - first) % WEEK


def _counts(
    shop: Shop, place: str, product: Ints, days: Ints, every: int, rng: Generator
) -> tuple[Ints, Ints, Ints]:
    """Product, day and units of every count at a place."""
    levels = _levels(place, len(product), len(days), rng)
    is_counted = np.arange(len(days)) % every == 0
    is_sold = _is_sold(shop, product, days)
    week, row = np.nonzero(is_counted[:, None] & is_sold)
    return product[row], days[week], levels[week, row]


def _is_sold(shop: Shop, product: Ints, days: Ints) -> Bools:
    """Whether a product is in the range, by day and product."""
    launched = shop.products.launched_on[product]
    ends = np.minimum(shop.products.discontinued_on[product], NEVER)
    return np.asarray((days[:, None] >= launched) & (days[:, None] < ends))


def _levels(place: str, count: int, weeks: int, rng: Generator) -> Ints:
    """Units in stock by week and product."""
    usual = DEMAND["warehouse" if place == WAREHOUSE else "store"]
    demand = rng.gamma(2.0, usual / 2, count)
    level = rng.poisson(demand * REORDER_WEEKS).astype(np.int64)
    comes_in = np.full(count, -1, np.int64)
    found = np.zeros((weeks, count), np.int64)
    for week in range(weeks):
        level = level + (comes_in == week) * rng.poisson(demand * REORDER_WEEKS + 1)
        level = np.maximum(level - rng.poisson(demand), 0)
        is_low = (level < demand * DELIVERY_WEEKS) & (comes_in <= week)
        delay = rng.integers(DELIVERY_WEEKS - 1, DELIVERY_WEEKS + 3, count)
        comes_in = np.where(is_low, week + delay, comes_in)
        found[week] = level
    return found
