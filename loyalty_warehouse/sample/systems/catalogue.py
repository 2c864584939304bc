"""The range as the product system keeps it (Akeneo's columns), with files of prices, counts, rates.

None of it depends on people: everything is landed once.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator, SeedSequence, default_rng

from loyalty_warehouse.sample import clock, columns
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.landing import Delivery, Flaw, Landed
from loyalty_warehouse.sample.systems import catalogue_stock, catalogue_values
from loyalty_warehouse.sample.world import BRANDS, DAY, HOUR, NEVER, Ints, Partition, Shop

SYSTEM = "catalogue"
FLAWS: tuple[Flaw, ...] = (
    Flaw("product", "duplicate_row"),
    Flaw("product", "null_key", "identifier"),
    Flaw("product", "reused_key", "created"),
    Flaw("product", "in_the_future", "created"),
    Flaw("product", "in_1970", "created"),
    Flaw("product", "time_with_offset", "updated", 0.02),
    Flaw("product_value", "resent_row"),
    Flaw("product_value", "superseded", "data"),
    Flaw("product_value", "null_key", "identifier"),
    Flaw("product_value", "orphan", "identifier"),
    Flaw("product_value", "mojibake", "data"),
    Flaw("attribute_requirement", "duplicate_row"),
    Flaw("attribute_requirement", "null_key", "attribute_code"),
    Flaw("collection", "superseded", "label"),
    Flaw("collection", "null_key", "code"),
    Flaw("collection_product", "duplicate_row"),
    Flaw("collection_product", "null_key", "identifier"),
    Flaw("price", "duplicate_row"),
    Flaw("price", "superseded", "price"),
    Flaw("price", "not_a_number", "price"),
    Flaw("price", "negative_amount", "price"),
    Flaw("price", "unknown_currency", "currency"),
    Flaw("price", "in_1970", "valid_from"),
    Flaw("stock_count", "duplicate_row"),
    Flaw("stock_count", "resent_row"),
    Flaw("stock_count", "late"),
    Flaw("stock_count", "too_late", "counted_on"),
    Flaw("stock_count", "in_the_future", "counted_on"),
    Flaw("stock_count", "negative_quantity", "quantity"),
    Flaw("stock_count", "absurd_quantity", "quantity"),
    Flaw("stock_count", "not_a_number", "quantity"),
    Flaw("exchange_rate", "duplicate_row"),
    Flaw("exchange_rate", "resent_row"),
    Flaw("exchange_rate", "superseded", "eur_per_unit"),
    Flaw("exchange_rate", "unknown_currency", "currency"),
)

SEASONS = ((3, "SS", "Printemps-été"), (9, "AW", "Automne-hiver"))
COLLECTION_EVERY = 4
"""Every so many-th product of a brand is in a collection of a season."""


def shared(shop: Shop) -> Delivery:
    """Everything lands here."""
    rng = default_rng(SeedSequence(shop.settings.seed, spawn_key=(0, 1)))
    collections, members = _collections(shop, rng)
    return Delivery(
        tables=[
            _products(shop, rng),
            *catalogue_values.land(SYSTEM, shop, rng),
            collections,
            members,
            _prices(shop, rng),
            catalogue_stock.land(SYSTEM, shop, rng),
            _rates(shop, rng),
        ]
    )


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Nothing here depends on people."""
    return Delivery()


def _products(shop: Shop, rng: Generator) -> Landed:
    products, settings = shop.products, shop.settings
    count = len(products.sku)
    created = (products.launched_on - 20) * DAY + rng.integers(8 * HOUR, 17 * HOUR, count)
    touched = rng.integers(settings.start, settings.end - 7 * HOUR, count)
    is_gone = products.discontinued_on * DAY < settings.end if count else np.zeros(0, bool)
    is_gone = (products.discontinued_on != NEVER) & is_gone
    closed = np.where(is_gone, products.discontinued_on, 0) * DAY + 9 * HOUR
    updated = np.where(is_gone, closed, np.maximum(touched, created))
    families = [f'["{shop.categories[number]}"]' for number in products.category.tolist()]
    rows = {
        "identifier": columns.text(products.sku),
        "family": columns.text(products.department),
        "categories": columns.text(texts(families)),
        "parent": pa.array([None] * count, pa.string()),
        "enabled": pa.array(~is_gone, pa.bool_()),
        "created": columns.iso(created),
        "updated": columns.iso(updated),
        "_loaded_at": columns.stamp(columns.loaded(updated, rng)),
    }
    return Landed(SYSTEM, "product", pa.table(rows), ("identifier",), "_loaded_at")


def _collections(shop: Shop, rng: Generator) -> tuple[Landed, Landed]:
    """A collection a season and brand, open until the next one begins; and what belongs to it."""
    found = _seasons(shop)
    loaded = np.array([row[3] for row in found], np.int64) * DAY
    heads = {
        "code": columns.text(texts([row[0] for row in found])),
        "label": columns.text(texts([row[1] for row in found])),
        "brand": columns.text(texts([BRANDS[row[2]] for row in found])),
        "starts_on": columns.day(np.array([row[3] for row in found], np.int64)),
        "ends_on": columns.day(np.array([row[4] for row in found], np.int64)),
        "_loaded_at": columns.stamp(columns.loaded(loaded, rng)),
    }
    members = [(n, p) for n, row in enumerate(found) for p in _members(shop, row[2], n).tolist()]
    owner = np.array([n for n, _ in members], np.int64)
    product = np.array([p for _, p in members], np.int64)
    rows = {
        "collection_code": columns.text(texts([row[0] for row in found])[owner]),
        "identifier": columns.text(shop.products.sku[product]),
        "_loaded_at": columns.stamp(columns.loaded(loaded[owner], rng)),
    }
    key = ("collection_code", "identifier")
    return (
        Landed(SYSTEM, "collection", pa.table(heads), ("code",), "_loaded_at"),
        Landed(SYSTEM, "collection_product", pa.table(rows), key, "_loaded_at"),
    )


def _seasons(shop: Shop) -> list[tuple[str, str, int, int, int]]:
    """Code, label, brand, first and last day (NEVER while open) of every collection."""
    settings = shop.settings
    first, last = settings.start // DAY, settings.end // DAY
    rows = []
    for year in range(clock.date_of(first).year - 1, clock.date_of(last).year + 1):
        for month, code, label in SEASONS:
            starts = clock.day_of(year, month, 1)
            ends = clock.day_of(year + (month == 9), 3 if month == 9 else 9, 1) - 1
            if starts < last and ends >= first:
                ends = ends if ends < last else NEVER
                for brand, letters in enumerate(("ML", "AN")):
                    rows.append((f"{code}{year}-{letters}", f"{label} {year}", brand, starts, ends))
    return rows


def _members(shop: Shop, brand: int, season: int) -> Ints:
    own = np.flatnonzero(shop.products.brand == brand)
    return np.asarray(own[(own + season) % COLLECTION_EVERY == 0])


def _prices(shop: Shop, rng: Generator) -> Landed:
    """The whole history; a price is loaded when it begins and again when it ends."""
    prices, settings = shop.prices, shop.settings
    begins = prices.valid_from
    changed_on = np.where(prices.valid_to != NEVER, prices.valid_to, begins)
    changed_on = np.where(changed_on * DAY < settings.end, changed_on, begins)
    loaded = columns.loaded(changed_on * DAY, rng)
    rows = {
        "sku": columns.text(shop.products.sku[prices.product]),
        "currency": columns.text(prices.currency),
        "price": columns.money_text(prices.price),
        "compare_at_price": columns.money_text(prices.compare_at),
        "valid_from": columns.day(begins),
        "valid_to": columns.day(np.where(prices.valid_to == NEVER, NEVER, prices.valid_to - 1)),
        "_loaded_at": columns.stamp(loaded),
    }
    return Landed(SYSTEM, "price", pa.table(rows), ("currency", "valid_from", "sku"), "_loaded_at")


def _rates(shop: Shop, rng: Generator) -> Landed:
    rates = shop.rates
    values = [f"{rate:.6f}" for rate in rates.rate.tolist()]
    rows = {
        "rate_date": columns.day(rates.day),
        "currency": columns.text(rates.currency),
        "eur_per_unit": pa.array(values, pa.string()),
        "_loaded_at": columns.stamp(columns.loaded(rates.day * DAY + 6 * HOUR, rng)),
    }
    key = ("rate_date", "currency")
    return Landed(SYSTEM, "exchange_rate", pa.table(rows), key, "_loaded_at")
