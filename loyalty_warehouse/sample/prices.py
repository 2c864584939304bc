"""The price history: list prices by currency, yearly rises, reductions in promotions."""

from __future__ import annotations

import numpy as np

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.world import (
    DAY,
    NEVER,
    Bools,
    Floats,
    Ints,
    Prices,
    Products,
    Promotions,
    Settings,
)

LEVELS = {"EUR": 1.0, "GBP": 0.9, "USD": 1.12}
"""Price in a currency relative to the price in EUR, before rounding to a whole unit less 10."""
CURRENCY_NAMES = tuple(LEVELS)
YEARLY_RISES = np.array([0.0, 0.03, 0.06])
"""Of one product in three each."""
REDUCED_SHARE = 0.6
"""Share of a brand's products reduced in a promotion."""


def make_prices(settings: Settings, products: Products, promotions: Promotions) -> Prices:
    """One row for every product, currency and stretch of days of one price."""
    starts = _breaks(settings, promotions)
    count = len(products.price)
    product = np.repeat(np.arange(count), len(LEVELS) * len(starts))
    currency = np.tile(np.repeat(np.arange(len(LEVELS)), len(starts)), count)
    day = np.tile(starts, count * len(LEVELS))
    level = np.array(list(LEVELS.values()))[currency]
    list_price = _rounded(products.price[product] * level * risen(settings, product, day))
    price = reduced(list_price, discounts(products, promotions, product, day))
    keep = _changes(product, currency, price, list_price)
    product, currency, day, price, list_price = (
        values[keep] for values in (product, currency, day, price, list_price)
    )
    same = np.r_[(product[1:] == product[:-1]) & (currency[1:] == currency[:-1]), False]
    return Prices(
        product=product,
        currency=texts(CURRENCY_NAMES)[currency],
        price=price,
        compare_at=list_price,
        valid_from=day,
        valid_to=np.where(same, np.r_[day[1:], NEVER], NEVER),
    )


def price_rows(prices: Prices, product: Ints, currency: Ints, day: Ints) -> Ints:
    """The row of the price history that holds for a product, currency (by number) and day."""
    codes = np.searchsorted(np.sort(texts(CURRENCY_NAMES)), prices.currency)
    ranks = np.argsort(np.argsort(texts(CURRENCY_NAMES)))
    key = (prices.product * len(LEVELS) + codes) * 100_000 + prices.valid_from
    order = np.argsort(key, kind="stable")
    wanted = (product * len(LEVELS) + ranks[currency]) * 100_000 + day
    return np.asarray(order[np.searchsorted(key[order], wanted, side="right") - 1])


def risen(settings: Settings, product: Ints, day: Ints) -> Floats:
    """How many times its price at the start a product costs on a day, without reductions."""
    years = _rises(settings, day)
    return np.asarray((1 + YEARLY_RISES[product % len(YEARLY_RISES)]) ** years)


def discounts(products: Products, promotions: Promotions, product: Ints, day: Ints) -> Floats:
    """Share off of products on days: that of the brand's promotion if the product takes part."""
    share = np.zeros(len(product), np.float64)
    for row in range(len(promotions.brand)):
        on = (day >= promotions.starts_on[row]) & (day <= promotions.ends_on[row])
        on &= (products.brand[product] == promotions.brand[row]) & _takes_part(product, row)
        share[on] = promotions.discount[row]
    return share


def reduced(list_price: Ints, discount: Floats) -> Ints:
    """The price after a share off, rounded to whole cents."""
    return np.round(list_price * (1 - discount)).astype(np.int64)


def _takes_part(product: Ints, promotion: int) -> Bools:
    return np.asarray((product * 7 + promotion * 3) % 10 < 10 * REDUCED_SHARE)


def _breaks(settings: Settings, promotions: Promotions) -> Ints:
    """Days on which any price can change; the first lies well before the start."""
    first, last = settings.start // DAY, settings.end // DAY
    rises = [day for day in clock.month_starts(first, last) if clock.date_of(day).month == 3]
    days = np.r_[rises, promotions.starts_on, promotions.ends_on + 1].astype(np.int64)
    return np.unique(np.r_[first - 60, days[(days > first - 60) & (days < last)]])


def _rises(settings: Settings, day: Ints) -> Ints:
    """How many firsts of March lie between the first day and a day."""
    first, last = settings.start // DAY, settings.end // DAY
    march = [d for d in clock.month_starts(first, last) if clock.date_of(d).month == 3]
    return np.searchsorted(np.array([d for d in march if d > first], np.int64), day, side="right")


def _rounded(cents: Floats) -> Ints:
    return np.maximum(np.round(cents / 100).astype(np.int64), 1) * 100 - 10


def _changes(product: Ints, currency: Ints, price: Ints, list_price: Ints) -> Bools:
    """Rows that differ from the one before."""
    differs = np.zeros(len(product) - 1, bool)
    for values in (product, currency, price, list_price):
        differs |= values[1:] != values[:-1]
    return np.asarray(np.r_[True, differs])
