"""What all partitions share: range, prices, stores, promotions, campaigns, exchange rates."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.campaigns import make_campaigns
from loyalty_warehouse.sample.names import PRODUCT_MOODS, PRODUCT_WORDS, STORE_TOWNS
from loyalty_warehouse.sample.prices import make_prices
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    NEVER,
    Products,
    Promotions,
    Rates,
    Settings,
    Shop,
    Stores,
)

END = (2026, 1, 1)
"""The day after the last: every sample ends with 2025."""
SLOTS = 14
"""Places on the price ladder of a brand and category; one is taken over by a successor."""
LADDER = (9.0, 320.0)
"""Cheapest and dearest list price of a category, in EUR."""
PHONE_PREFIX = {"FR": "+3318000", "DE": "+4930555", "GB": "+4420795"}
ZONES = {"FR": "Europe/Paris", "DE": "Europe/Berlin", "GB": "Europe/London"}
ZONES_OF_PEOPLE = {**ZONES, "US": "America/New_York"}
CURRENCIES = {"FR": "EUR", "DE": "EUR", "GB": "GBP", "US": "USD"}
HEADQUARTERS = "Europe/Paris"
ZONES_OF_SHOPS = {"EUR": HEADQUARTERS, "GBP": "Europe/London", "USD": "America/New_York"}
"""Zone in which the web shop of a currency, and the app, keep their books."""

PROMOTIONS = (
    (1, 10, 14, 0.30),
    (3, 21, 5, 0.15),
    (5, 20, 4, 0.20),
    (6, 27, 14, 0.30),
    (9, 12, 4, 0.15),
    (11, 27, 5, 0.25),
)
"""Month, day, days and share off of a year's promotions; the second brand begins 3 days later."""


def make_settings(
    customers: int = 5_000, months: int = 36, seed: int = 1, flaws: bool = True
) -> Settings:
    """Settings of a sample that ends with 2025 and begins ``months`` calendar months earlier."""
    end = clock.day_of(*END)
    years, month = divmod(END[0] * 12 + END[1] - 1 - months, 12)
    start = clock.day_of(years, month + 1, 1)
    return Settings(customers, months, seed, flaws, start * DAY, end * DAY)


def make_shop(settings: Settings) -> Shop:
    """The shop of a seed and period; it does not depend on the number of customers."""
    rng = default_rng(SeedSequence(settings.seed, spawn_key=(0,)))
    products = _products(settings, rng)
    promotions = promotion_calendar(settings.start // DAY, settings.end // DAY)
    return Shop(
        settings=settings,
        categories=tuple(PRODUCT_WORDS),
        products=products,
        prices=make_prices(settings, products, promotions),
        stores=_stores(settings),
        campaigns=make_campaigns(settings, promotions, rng),
        promotions=promotions,
        rates=_rates(settings, rng),
    )


def promotion_calendar(first_day: int, last_day: int) -> Promotions:
    """Promotions that touch the days from first_day to the day before last_day."""
    rows = []
    for year in range(clock.date_of(first_day).year - 1, clock.date_of(last_day).year + 1):
        for brand in range(len(BRANDS)):
            for month, day, days, discount in PROMOTIONS:
                starts_on = clock.day_of(year, month, day) + 3 * brand
                if starts_on < last_day and starts_on + days > first_day:
                    rows.append((brand, starts_on, starts_on + days - 1, discount))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Promotions(
        brand=np.array(columns[0], np.int64),
        starts_on=np.array(columns[1], np.int64),
        ends_on=np.array(columns[2], np.int64),
        discount=np.array(columns[3], np.float64),
    )


def _products(settings: Settings, rng: Generator) -> Products:
    """The range, slot by slot: brand, category, rung of the price ladder; then the successors."""
    categories = list(PRODUCT_WORDS)
    slots = len(BRANDS) * len(categories) * SLOTS
    slot = np.arange(slots)
    replaced = np.flatnonzero(slot % SLOTS == slot // SLOTS % SLOTS)
    origin = np.r_[slot, replaced]
    count = len(origin)
    brand, category, rung = (
        origin // (SLOTS * len(categories)),
        origin // SLOTS % len(categories),
        origin % SLOTS,
    )
    euros = LADDER[0] * (LADDER[1] / LADDER[0]) ** (rung / (SLOTS - 1))
    price = np.round(euros).astype(np.int64) * 100 - 10
    price[slots:] += 100
    product_id = 7_000_000 + np.arange(count) * 13
    change = np.full(count, NEVER, np.int64)
    first, last = settings.start // DAY, settings.end // DAY
    change[replaced] = first + rng.integers(1, max(2, last - first - 1), len(replaced))
    launched = first - rng.integers(30, 2_000, count)
    launched[slots:] = change[replaced]
    successor = np.full(count, -1, np.int64)
    successor[replaced] = np.arange(slots, count)
    names = [categories[k] for k in category]
    return Products(
        product_id=product_id,
        sku=texts([f"{'ML' if b == 0 else 'AN'}-{n:05d}" for n, b in enumerate(brand, 1)]),
        title=texts([_title(n, k, i) for i, (n, k) in enumerate(zip(names, rung, strict=True))]),
        brand=brand,
        department=texts([PRODUCT_WORDS[name][1] for name in names]),
        category=category,
        price=price,
        cost=(price * rng.uniform(0.28, 0.45, count)).astype(np.int64),
        consumable=np.array([PRODUCT_WORDS[name][2] for name in names]),
        launched_on=launched,
        discontinued_on=change,
        successor=successor,
    )


def _title(category: str, rung: int, number: int) -> str:
    words = PRODUCT_WORDS[category][0]
    mood = PRODUCT_MOODS[(number // len(words)) % len(PRODUCT_MOODS)]
    return f"{words[rung % len(words)]} « {mood} » {number + 1}"


def _stores(settings: Settings) -> Stores:
    countries = [row[0] for row in STORE_TOWNS]
    count = len(STORE_TOWNS)
    opened = np.full(count, clock.day_of(2012, 3, 5), np.int64) + 97 * np.arange(count)
    return Stores(
        store_id=101 + np.arange(count, dtype=np.int64),
        name=texts([f"{BRANDS[i % 2]} {row[1]}" for i, row in enumerate(STORE_TOWNS)]),
        brand=np.arange(count, dtype=np.int64) % 2,
        city=texts([row[1] for row in STORE_TOWNS]),
        postal_code=texts([row[2] for row in STORE_TOWNS]),
        country=texts(countries),
        currency=texts([CURRENCIES[country] for country in countries]),
        time_zone=texts([ZONES[country] for country in countries]),
        phone=texts([f"{PHONE_PREFIX[c]}{100 + i * 7:04d}" for i, c in enumerate(countries)]),
        opened_on=np.minimum(opened, settings.start // DAY - 30),
    )


def _rates(settings: Settings, rng: Generator) -> Rates:
    """A random walk a currency and day, from a week before the start to the last day."""
    first, last = settings.start // DAY - 7, settings.end // DAY
    days = np.arange(first, last, dtype=np.int64)
    start = {"USD": 0.92, "GBP": 1.16}
    walks = [
        np.round(level * np.exp(np.cumsum(rng.normal(0, 0.004, len(days)))), 6)
        for level in start.values()
    ]
    return Rates(
        day=np.tile(days, len(start)),
        currency=np.repeat(texts(list(start)), len(days)),
        rate=np.concatenate(walks),
    )
