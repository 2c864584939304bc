"""Shopify's tables without people: products, stock, places, shops, discount codes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.shop import ZONES_OF_SHOPS
from loyalty_warehouse.sample.systems.shopify_form import (
    FIRST_LOCATION,
    WAREHOUSE,
    flags,
    landed,
    whole,
)
from loyalty_warehouse.sample.systems.shopify_orders import ITEM, PRODUCT, VARIANT, vendors
from loyalty_warehouse.sample.world import DAY, HOUR, NEVER, Ints, Shop

QUANTITIES = ("available", "committed", "on_hand")
SHOPS = (
    (51_000_000_001, "Maison Lune & Atelier Nord", "EUR", ZONES_OF_SHOPS["EUR"], False),
    (51_000_000_002, "Maison Lune & Atelier Nord UK", "GBP", ZONES_OF_SHOPS["GBP"], False),
    (51_000_000_003, "Maison Lune & Atelier Nord US", "USD", ZONES_OF_SHOPS["USD"], False),
    (50_000_000_009, "Maison Lune (old)", "EUR", ZONES_OF_SHOPS["EUR"], True),
)
"""Id, name, currency, zone, deleted: the row of a shop that was closed stays."""


def catalogue(shop: Shop, rng: Generator) -> list[Landed]:
    """The tables product, product_variant and inventory_item."""
    products, end = shop.products, shop.settings.end
    created = products.launched_on * DAY - 20 * DAY
    is_gone = products.discontinued_on < end // DAY
    changed = np.where(is_gone, products.discontinued_on * DAY, np.maximum(created, end - 3 * DAY))
    changed = np.minimum(changed, end - HOUR)
    status = np.where(is_gone, "archived", "active").astype(object)
    rows = {
        "id": whole(PRODUCT + products.product_id),
        "title": columns.text(products.title),
        "handle": columns.text(texts([sku.lower() for sku in products.sku])),
        "vendor": columns.text(vendors(products.brand)),
        "product_type": columns.text(texts(shop.categories)[products.category]),
        "status": columns.text(status),
        "_fivetran_deleted": flags(np.zeros(len(created), bool)),
        "created_at": columns.stamp(created),
        "published_at": columns.stamp(products.launched_on * DAY),
        "updated_at": columns.stamp(changed),
    }
    return [
        landed("product", ("id",), rows, changed, rng),
        _variants(shop, created, changed, rng),
        _items(shop, created, rng),
    ]


def _variants(shop: Shop, created: Ints, changed: Ints, rng: Generator) -> Landed:
    """One variant a product, at the last price in EUR."""
    products, prices = shop.products, shop.prices
    last = np.flatnonzero((prices.currency == "EUR") & (prices.valid_to == NEVER))
    last = last[np.argsort(prices.product[last], kind="stable")]
    is_reduced = prices.compare_at[last] > prices.price[last]
    barcode = texts([f"376{number:010d}" for number in products.product_id.tolist()])
    rows = {
        "id": whole(VARIANT + products.product_id),
        "product_id": whole(PRODUCT + products.product_id),
        "inventory_item_id": whole(ITEM + products.product_id),
        "title": pa.array(["Default Title"] * len(created), pa.string()),
        "sku": columns.text(products.sku),
        "barcode": columns.text(barcode),
        "price": columns.money(prices.price[last]),
        "compare_at_price": pa.array(prices.compare_at[last] / 100, mask=~is_reduced),
        "inventory_quantity": whole(rng.integers(0, 400, len(created))),
        "created_at": columns.stamp(created),
        "updated_at": columns.stamp(changed),
    }
    return landed("product_variant", ("id",), rows, changed, rng)


def _items(shop: Shop, created: Ints, rng: Generator) -> Landed:
    products, count = shop.products, len(created)
    rows = {
        "id": whole(ITEM + products.product_id),
        "sku": columns.text(products.sku),
        "unit_cost_amount": columns.money(products.cost),
        "unit_cost_currency_code": pa.array(["EUR"] * count, pa.string()),
        "tracked": flags(np.ones(count, bool)),
        "_fivetran_deleted": flags(np.zeros(count, bool)),
        "created_at": columns.stamp(created),
        "updated_at": columns.stamp(created),
    }
    return landed("inventory_item", ("id",), rows, created, rng)


def stock(shop: Shop, rng: Generator) -> list[Landed]:
    """The tables inventory_level and inventory_quantity: the ids of both are no keys."""
    products = shop.products
    places = np.r_[WAREHOUSE, FIRST_LOCATION + shop.stores.store_id]
    item = np.repeat(ITEM + products.product_id, len(places))
    place = np.tile(places, len(products.product_id))
    counted = shop.settings.end - rng.integers(1, 20 * 24, len(item)) * HOUR
    level = place * 10
    levels = {
        "inventory_item_id": whole(item),
        "location_id": whole(place),
        "id": whole(level),
        "updated_at": columns.stamp(counted),
    }
    kinds = len(QUANTITIES)
    when = np.repeat(counted, kinds)
    on_hand = rng.integers(0, 120, len(item))
    committed = np.minimum(rng.integers(0, 5, len(item)), on_hand)
    quantity = np.column_stack([on_hand - committed, committed, on_hand]).ravel()
    quantities = {
        "inventory_level_id": whole(np.repeat(level, kinds)),
        "inventory_item_id": whole(np.repeat(item, kinds)),
        "name": pa.array(list(QUANTITIES) * len(item), pa.string()),
        "id": whole(np.tile(np.arange(kinds), len(item))),
        "quantity": whole(quantity),
        "updated_at": columns.stamp(when),
    }
    key = ("inventory_level_id", "inventory_item_id", "name")
    return [
        landed("inventory_level", ("inventory_item_id", "location_id"), levels, counted, rng),
        landed("inventory_quantity", key, quantities, when, rng),
    ]


def places(shop: Shop, rng: Generator) -> list[Landed]:
    """The tables location and shop."""
    stores, count = shop.stores, len(shop.stores.store_id) + 1
    named = zip(stores.store_id.tolist(), stores.name.tolist(), strict=True)
    opened = np.r_[0, stores.opened_on * DAY] + DAY * 365 * 20 * (np.arange(count) == 0)
    rows = {
        "id": whole(np.r_[WAREHOUSE, FIRST_LOCATION + stores.store_id]),
        "name": pa.array(["Entrepôt Orléans", *[f"{n} {name}" for n, name in named]]),
        "country_code": pa.array(["FR", *stores.country.tolist()]),
        "city": pa.array(["Orléans", *stores.city.tolist()]),
        "zip": pa.array(["45000", *stores.postal_code.tolist()]),
        "active": flags(np.ones(count, bool)),
        "legacy": flags(np.arange(count) == 0),
        "_fivetran_deleted": flags(np.zeros(count, bool)),
        "created_at": columns.stamp(opened),
        "updated_at": columns.stamp(opened),
    }
    return [landed("location", ("id",), rows, opened, rng), _shops(shop, rng)]


def _shops(shop: Shop, rng: Generator) -> Landed:
    number, name, currency, zone, deleted = zip(*SHOPS, strict=True)
    since = np.full(len(SHOPS), shop.settings.start - 400 * DAY)
    rows = {
        "id": pa.array(number, pa.int64()),
        "name": pa.array(name),
        "currency": pa.array(currency),
        "iana_timezone": pa.array(zone),
        "taxes_included": pa.array([True] * len(SHOPS)),
        "enabled_presentment_currencies": pa.array(['["EUR", "GBP", "USD"]'] * len(SHOPS)),
        "_fivetran_deleted": pa.array(deleted),
        "created_at": columns.stamp(since),
        "updated_at": columns.stamp(since),
    }
    return landed("shop", ("id",), rows, since, rng)


def discount_codes(shop: Shop, rng: Generator) -> list[Landed]:
    """The tables discount_code_basic and discount_redeem_code: a code a discount."""
    campaigns = shop.campaigns
    row = np.flatnonzero(campaigns.code.astype(bool))
    sent = campaigns.sent_at[row]
    starts = np.where(sent == NEVER, shop.settings.start, sent)
    ends, number = campaigns.code_ends[row], np.arange(len(row))
    is_over = ends < shop.settings.end
    rows = {
        "id": whole(1_300_000_000_000 + number),
        "title": columns.text(campaigns.name[row]),
        "status": columns.text(np.where(is_over, "expired", "active").astype(object)),
        "starts_at": columns.stamp(starts),
        "ends_at": columns.stamp(ends),
        "applies_once_per_customer": flags(np.ones(len(row), bool)),
        "created_at": columns.stamp(starts - DAY),
        "updated_at": columns.stamp(starts - DAY),
    }
    codes = {
        "id": whole(1_400_000_000_000 + number),
        "code": columns.text(campaigns.code[row]),
        "discount_id": whole(1_300_000_000_000 + number),
        "discount_type": pa.array(["DiscountCodeBasic"] * len(row), pa.string()),
    }
    return [
        landed("discount_code_basic", ("id",), rows, starts - DAY, rng),
        landed("discount_redeem_code", ("id",), codes, starts - DAY, rng),
    ]
