"""Shopify in Fivetran's REST form: the web shops and the app of all markets in one schema.

Orders of the web and the app with lines, taxes, discounts, refunds and transactions; profiles (a
new one for every guest checkout); checkouts that were left; products, stock, places and discount
codes. Orders of stores, and what is handed in at stores, land in the tills.
"""

from __future__ import annotations

from numpy.random import Generator, SeedSequence, default_rng

from loyalty_warehouse.sample.landing import Delivery
from loyalty_warehouse.sample.systems.shopify_checkouts import abandoned_checkouts
from loyalty_warehouse.sample.systems.shopify_flaws import CUSTOM_FLAWS, FLAWS
from loyalty_warehouse.sample.systems.shopify_form import web_orders
from loyalty_warehouse.sample.systems.shopify_money import refunds, transactions, web_refunds
from loyalty_warehouse.sample.systems.shopify_orders import (
    discounts,
    order_lines,
    orders,
    tax_lines,
)
from loyalty_warehouse.sample.systems.shopify_people import (
    customer_erasures,
    customer_identities,
    customers,
)
from loyalty_warehouse.sample.systems.shopify_shared import (
    catalogue,
    discount_codes,
    places,
    stock,
)
from loyalty_warehouse.sample.world import Partition, Shop

SYSTEM = "shopify"


def shared(shop: Shop) -> Delivery:
    """Products, stock, places, shops and discount codes."""
    rng = default_rng(SeedSequence(shop.settings.seed, spawn_key=(0, 11)))
    return Delivery(
        [
            *catalogue(shop, rng),
            *stock(shop, rng),
            *places(shop, rng),
            *discount_codes(shop, rng),
        ]
    )


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Everything about the people of a partition."""
    web, back = web_orders(shop, part), web_refunds(part)
    tables = [
        *customers(shop, part, web, rng),
        orders(shop, part, web, rng),
        order_lines(shop, part, rng),
        *discounts(part, web, rng),
        *refunds(part, back, rng),
        transactions(part, web, back, rng),
        abandoned_checkouts(shop, part, web, rng),
        tax_lines(part, rng.spawn(1)[0]),
    ]
    identities = [customer_identities(shop, part, web)]
    return Delivery(tables, identities, customer_erasures(shop, part, web))


__all__ = ["CUSTOM_FLAWS", "FLAWS", "SYSTEM", "land", "shared"]
