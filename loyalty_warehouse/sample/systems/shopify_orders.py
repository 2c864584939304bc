"""Shopify's orders with their lines, codes and discounts."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import spread, sum_by, texts, where_text
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.points import bought_gift, worth
from loyalty_warehouse.sample.purchases import TAX_PERCENT
from loyalty_warehouse.sample.systems.shopify_form import (
    FIRST_LOCATION,
    WebOrders,
    blank,
    flags,
    landed,
    redacted_at,
    same,
    source_names,
    whole,
)
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    NEVER,
    STORE,
    Bools,
    Ints,
    Partition,
    Shop,
    Texts,
)

UNTAGGED = ("(none)", "organic", "social", "referral")
"""Media whose links carry no campaign parameters."""
REFERRERS = {
    "google": "https://www.google.com/",
    "instagram": "https://www.instagram.com/",
    "blog.example": "https://blog.example/",
}
ABROAD_EVERY = 53
"""One order in so many in EUR was shown to the buyer in USD."""
TAX_TITLES = {"FR": "TVA", "DE": "MwSt", "GB": "VAT"}
PRODUCT, VARIANT, ITEM = 7_100_000_000_000, 7_200_000_000_000, 7_300_000_000_000


def orders(shop: Shop, part: Partition, web: WebOrders, rng: Generator) -> Landed:
    """The table order: one row an order, as it stands at the end."""
    changed = _changed(shop, part, web)
    rows = (
        _names(shop, part, web)
        | _state(shop, part, web)
        | _amounts(part, web)
        | _visit(part, web)
        | _address(part, web)
        | {
            "test": flags(np.zeros(len(web), bool)),
            "_fivetran_deleted": flags(np.zeros(len(web), bool)),
            "created_at": columns.stamp(web.ordered_at),
            "processed_at": columns.stamp(web.ordered_at),
            "updated_at": columns.stamp(changed),
        }
    )
    return landed("order", ("id",), rows, changed, rng)


def web_lines(part: Partition) -> Ints:
    """Rows of Partition.lines that belong to orders of the web and the app."""
    return np.flatnonzero(part.orders.channel[part.lines.order] != STORE)


def line_ids(part: Partition, line: Ints) -> Ints:
    """Shopify's ids of lines."""
    return ids.shopify_line(part.lines.number[line], part.orders.order_id[part.lines.order[line]])


def order_lines(shop: Shop, part: Partition, rng: Generator) -> Landed:
    """The table order_line."""
    line, lines, products = web_lines(part), part.lines, shop.products
    order, product = lines.order[line], lines.product[line]
    count = len(line)
    rows = {
        "id": whole(line_ids(part, line)),
        "order_id": whole(ids.shopify_order(part.orders.order_id[order])),
        "index": whole(lines.number[line]),
        "product_id": whole(PRODUCT + products.product_id[product]),
        "variant_id": whole(VARIANT + products.product_id[product]),
        "sku": columns.text(products.sku[product]),
        "title": columns.text(products.title[product]),
        "vendor": columns.text(vendors(products.brand[product])),
        "quantity": whole(lines.quantity[line]),
        "price": columns.money(lines.unit_price[line]),
        "total_discount": columns.money(lines.promotion_discount[line]),
        "gift_card": same(False, count).cast(pa.bool_()),
    }
    return landed("order_line", ("id",), rows, part.orders.ordered_at[order], rng)


def tax_lines(part: Partition, rng: Generator) -> Landed:
    """The table tax_line: the tax of goods, by line; no row where nothing is taxed."""
    line, lines, orders = web_lines(part), part.lines, part.orders
    order = lines.order[line]
    tax = spread(order, lines.net[line], orders.tax[order])
    country = part.people.country[orders.person[order]]
    percent = np.array([TAX_PERCENT[name] for name in country.tolist()], np.int64)
    taxed = np.flatnonzero(percent > 0)
    rows = {
        "order_line_id": whole(line_ids(part, line[taxed])),
        "index": whole(np.zeros(len(taxed), np.int64)),
        "title": columns.text(texts([TAX_TITLES[name] for name in country[taxed].tolist()])),
        "price": columns.money(tax[taxed]),
        "rate": pa.array(percent[taxed] / 100, pa.float64()),
    }
    when = orders.ordered_at[order[taxed]]
    return landed("tax_line", ("order_line_id", "index"), rows, when, rng)


def vendors(brand: Ints) -> Texts:
    """Names of brands."""
    return texts(BRANDS)[brand]


def discounts(part: Partition, web: WebOrders, rng: Generator) -> list[Landed]:
    """The tables order_discount_code, discount_application and discount_allocation."""
    return [_codes(part, web, rng), _applications(part, web, rng), _allocations(part, rng)]


def _changed(shop: Shop, part: Partition, web: WebOrders) -> Ints:
    """The last change of each order before the end."""
    end, count = shop.settings.end, len(part.orders)
    last = part.orders.ordered_at.copy()
    last = np.maximum(last, np.where(part.orders.cancelled_at < end, part.orders.cancelled_at, 0))
    for rows, moments in (
        (part.parcels.order, part.parcels.shipped_at),
        (part.parcels.order, part.parcels.delivered_at),
        (part.refunds.order, np.where(part.refunds.channel == STORE, 0, part.refunds.refunded_at)),
    ):
        found = np.zeros(count, np.int64)
        np.maximum.at(found, rows, np.where(moments < end, moments, 0))
        last = np.maximum(last, found)
    gone = redacted_at(part.people, end)[web.person]
    return np.maximum(last[web.row], np.where(gone < NEVER, gone, 0))


def _names(shop: Shop, part: Partition, web: WebOrders) -> dict[str, pa.Array]:
    orders = part.orders
    store = orders.store[web.row]
    place = np.where(store >= 0, FIRST_LOCATION + shop.stores.store_id[store], -1)
    return {
        "id": whole(web.order_id),
        "name": columns.text(ids.shopify_order_name(orders.order_id[web.row])),
        "customer_id": whole(web.customer_id),
        "email": columns.text(web.email),
        "checkout_id": whole(web.checkout_id),
        "location_id": whole(place, -1),
        "source_name": source_names(part, orders.device[web.row]),
    }


def _state(shop: Shop, part: Partition, web: WebOrders) -> dict[str, pa.Array]:
    """Payment and dispatch as they stand at the end."""
    orders, refunds, count = part.orders, part.refunds, len(part.orders)
    here = refunds.channel != STORE
    back = sum_by(refunds.order[here], refunds.amount[here], count)[web.row]
    total = (orders.net + orders.shipping)[web.row]
    paid = np.where(back > 0, "partially_refunded", "paid")
    paid = np.where((back > 0) & (back >= total), "refunded", paid).astype(object)
    is_sent = np.zeros(count, bool)
    is_sent[part.parcels.order] = True
    is_fetched = orders.is_collected & (orders.ordered_at < shop.settings.end - DAY)
    is_done = (is_sent | (is_fetched & ~orders.is_cancelled))[web.row]
    is_cancelled = orders.is_cancelled[web.row]
    return {
        "financial_status": columns.text(paid),
        "fulfillment_status": columns.text(where_text(is_done, texts(["fulfilled"] * len(web)))),
        "cancel_reason": columns.text(where_text(is_cancelled, texts(["customer"] * len(web)))),
        "cancelled_at": columns.stamp(orders.cancelled_at[web.row]),
    }


def _amounts(part: Partition, web: WebOrders) -> dict[str, pa.Array]:
    """Scalars in the shop's currency, and the sets with the buyer's beside it."""
    orders, row = part.orders, web.row
    currency = orders.currency[row]
    is_abroad = (orders.order_id[row] % ABROAD_EVERY == 0) & (currency == "EUR")
    shown = np.where(is_abroad, "USD", currency).astype(object)
    reduced = orders.promotion_discount[row] + orders.coupon_discount[row]
    total = orders.net[row] + orders.shipping[row]
    tax = orders.tax[row] * total // np.maximum(orders.net[row], 1)
    return {
        "currency": columns.text(currency),
        "presentment_currency": columns.text(shown),
        "total_line_items_price": columns.money(orders.gross[row]),
        "total_discounts": columns.money(reduced),
        "subtotal_price": columns.money(orders.net[row]),
        "total_tax": columns.money(tax),
        "total_price": columns.money(total),
        "total_price_set": _money_set(total, currency, shown),
        "total_shipping_price_set": _money_set(orders.shipping[row], currency, shown),
        "taxes_included": flags(np.ones(len(row), bool)),
    }


def _money_set(cents: Ints, currency: Texts, shown: Texts) -> pa.Array:
    """Amounts as JSON in two currencies; a dollar is taken as 0.92 EUR."""

    def money(value: int, code: str) -> dict[str, Any]:
        return {"amount": f"{value / 100:.2f}", "currency_code": code}

    found = []
    for value, own, other in zip(cents.tolist(), currency, shown, strict=True):
        there = value if own == other else round(value / 0.92)
        found.append(
            json.dumps({"shop_money": money(value, own), "presentment_money": money(there, other)})
        )
    return pa.array(found, pa.string())


def _visit(part: Partition, web: WebOrders) -> dict[str, pa.Array]:
    """The first page with its campaign, where the visit came from, language and address."""
    orders, people = part.orders, part.people
    landing, referrer = [], []
    for source, medium, campaign in zip(
        orders.source[web.row], orders.medium[web.row], orders.utm_campaign[web.row], strict=True
    ):
        is_tagged = source is not None and medium not in UNTAGGED
        tags = f"?utm_source={source}&utm_medium={medium}" if is_tagged else ""
        landing.append("/" + tags + (f"&utm_campaign={campaign}" if tags and campaign else ""))
        referrer.append(None if is_tagged else REFERRERS.get(source or ""))
    number = (orders.order_id[web.row] % 65_000).tolist()
    address = texts([f"10.{n // 255 % 255}.{n % 255}.7" for n in number])
    locale = [f"{a}-{b}" for a, b in zip(people.language, people.country, strict=True)]
    return {
        "landing_site_base_url": pa.array(landing, pa.string()),
        "referring_site": pa.array(referrer, pa.string()),
        "customer_locale": columns.text(texts(locale)[web.person]),
        "browser_ip": columns.text(blank(address, web.is_redacted)),
    }


def _address(part: Partition, web: WebOrders) -> dict[str, pa.Array]:
    """Where it is sent; none when it is collected or was blanked."""
    people, person = part.people, web.person
    hidden: Bools = part.orders.is_collected[web.row] | web.is_redacted
    has_moved = people.moved_at[person] <= web.ordered_at
    found = {}
    for name, old, new in (
        ("address_1", people.street, people.new_street),
        ("city", people.city, people.new_city),
        ("zip", people.postal_code, people.new_postal_code),
    ):
        value = np.where(has_moved, new[person], old[person]).astype(object)
        found[f"shipping_address_{name}"] = columns.text(blank(value, hidden))
    country = blank(people.country[person], part.orders.is_collected[web.row])
    return found | {"shipping_address_country_code": columns.text(country)}


def _codes(part: Partition, web: WebOrders, rng: Generator) -> Landed:
    """Codes typed in, then points spent as a code of the loyalty app."""
    orders, row = part.orders, web.row
    is_gift = bought_gift(orders.points_spent[row], orders.coupon_discount[row])
    points = worth(orders.points_spent[row], is_gift)
    code = orders.coupon_discount[row] - points
    first, second = np.flatnonzero(code > 0), np.flatnonzero(points > 0)
    at = np.r_[first, second]
    index = np.r_[np.zeros(len(first), np.int64), (code[second] > 0).astype(np.int64)]
    spent = [f"POINTS-{number}" for number in web.order_id[second].tolist()]
    amount = np.r_[code[first], points[second]]
    kind = ["percentage"] * len(first) + ["fixed_amount"] * len(second)
    rows = {
        "order_id": whole(web.order_id[at]),
        "index": whole(index),
        "code": pa.array(orders.coupon_code[row[first]].tolist() + spent, pa.string()),
        "amount": columns.money(amount),
        "type": pa.array(kind, pa.string()),
    }
    return landed("order_discount_code", ("order_id", "index"), rows, web.ordered_at[at], rng)


def _applications(part: Partition, web: WebOrders, rng: Generator) -> Landed:
    """The promotion (index 0) and the codes (index 1) of each order."""
    orders, row = part.orders, web.row
    promotion = np.flatnonzero(orders.promotion_discount[row] > 0)
    coupon = np.flatnonzero(orders.coupon_discount[row] > 0)
    at = np.r_[promotion, coupon]
    kind = ["automatic"] * len(promotion) + ["discount_code"] * len(coupon)
    number = np.r_[np.zeros(len(promotion), np.int64), np.ones(len(coupon), np.int64)]
    rows = {
        "order_id": whole(web.order_id[at]),
        "index": whole(number),
        "type": pa.array(kind, pa.string()),
        "target_type": pa.array(["line_item"] * len(at), pa.string()),
    }
    return landed("discount_application", ("order_id", "index"), rows, web.ordered_at[at], rng)


def _allocations(part: Partition, rng: Generator) -> Landed:
    """What each line carries of them."""
    line, lines = web_lines(part), part.lines
    promotion = line[lines.promotion_discount[line] > 0]
    coupon = line[lines.coupon_discount[line] > 0]
    at = np.r_[promotion, coupon]
    kind = np.r_[np.zeros(len(promotion), np.int64), np.ones(len(coupon), np.int64)]
    amount = np.r_[lines.promotion_discount[promotion], lines.coupon_discount[coupon]]
    is_second = (kind == 1) & (lines.promotion_discount[at] > 0)
    rows = {
        "order_line_id": whole(line_ids(part, at)),
        "index": whole(is_second.astype(np.int64)),
        "discount_application_index": whole(kind),
        "amount": columns.money(amount),
    }
    when = part.orders.ordered_at[lines.order[at]]
    return landed("discount_allocation", ("order_line_id", "index"), rows, when, rng)
