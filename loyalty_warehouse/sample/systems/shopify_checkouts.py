"""Shopify's checkouts that were left: for good, or for a while."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.systems.shopify_form import (
    WebOrders,
    flags,
    is_recovered,
    landed,
    redacted_at,
    source_names,
    whole,
)
from loyalty_warehouse.sample.world import MINUTE, NEVER, SECOND, Ints, Partition, Shop, Texts

GUESTS_IN_TEN = 6
"""Of ten who left without an account, those who had typed their address already."""
ABROAD_EVERY = 40
"""One checkout in so many of a shop in EUR was shown in USD: its amounts are in USD."""
URL = "https://shop.example/checkouts/"


@dataclass(frozen=True)
class _Checkouts:
    checkout_id: Ints
    customer_id: Ints
    """-1 without an account."""
    email: Texts
    device: Ints
    currency: Texts
    value: Ints
    shipping: Ints
    started_at: Ints
    completed_at: Ints


def abandoned_checkouts(shop: Shop, part: Partition, web: WebOrders, rng: Generator) -> Landed:
    """The table abandoned_checkout."""
    parts = [_left(shop, part, rng), _recovered(part, web, rng)]
    every = {
        name: np.concatenate([getattr(p, name) for p in parts])
        for name in _Checkouts.__dataclass_fields__
    }
    is_abroad = (every["checkout_id"] % ABROAD_EVERY == 7) & (every["currency"] == "EUR")
    is_abroad &= every["completed_at"] == NEVER
    shown = np.where(is_abroad, "USD", every["currency"]).astype(object)
    value = np.where(is_abroad, every["value"] * 112 // 100, every["value"])
    left = every["started_at"] + 8 * MINUTE
    changed = np.where(every["completed_at"] < NEVER, every["completed_at"], left)
    count = len(value)
    links = [f"{URL}{number:x}/recover" for number in every["checkout_id"].tolist()]
    rows = {
        "id": whole(every["checkout_id"]),
        "customer_id": whole(every["customer_id"], -1),
        "email": columns.text(every["email"]),
        "source_name": source_names(part, every["device"]),
        "abandoned_checkout_url": columns.text(texts(links)),
        "currency": columns.text(every["currency"]),
        "presentment_currency": columns.text(shown),
        "subtotal_price": columns.money(value),
        "total_price": columns.money(value + every["shipping"]),
        "_fivetran_deleted": flags(np.zeros(count, bool)),
        "created_at": columns.stamp(every["started_at"]),
        "updated_at": columns.stamp(changed),
        "closed_at": columns.stamp(np.full(count, NEVER)),
        "completed_at": columns.stamp(every["completed_at"]),
    }
    return landed("abandoned_checkout", ("id",), rows, changed, rng)


def _left(shop: Shop, part: Partition, rng: Generator) -> _Checkouts:
    """Visits that reached the checkout, by people who said who they are."""
    visits, people, end = part.visits, part.people, shop.settings.end
    started = visits.started_at + visits.page_count * 40 * SECOND
    tells = visits.logs_in | (visits.started_at // SECOND % 10 < GUESTS_IN_TEN)
    tells &= people.email[visits.person].astype(bool)
    tells &= redacted_at(people, end)[visits.person] == NEVER
    row = np.flatnonzero((visits.order < 0) & (visits.reaches == 3) & tells & (started < end))
    person = visits.person[row]
    account = ids.shopify_customer(people.person_id[person])
    return _Checkouts(
        checkout_id=9_000_000_000_000 + part.number * 10**8 + row,
        customer_id=np.where(visits.logs_in[row], account, -1),
        email=people.email[person],
        device=visits.device[row],
        currency=people.currency[person],
        value=_basket_values(shop, visits.interest[row], rng),
        shipping=np.full(len(row), 490, np.int64),
        started_at=started[row],
        completed_at=np.full(len(row), NEVER),
    )


def _basket_values(shop: Shop, interest: Ints, rng: Generator) -> Ints:
    """One to three pieces of a product of the category looked at."""
    by_category = np.argsort(shop.products.category, kind="stable")
    first = np.searchsorted(shop.products.category[by_category], np.arange(len(shop.categories)))
    size = np.diff(np.r_[first, len(by_category)])
    product = by_category[first[interest] + rng.integers(0, 2**40, len(interest)) % size[interest]]
    return np.asarray(shop.products.price[product] * rng.integers(1, 4, len(interest)))


def _recovered(part: Partition, web: WebOrders, rng: Generator) -> _Checkouts:
    """Checkouts of orders, left minutes to hours before they were completed."""
    orders = part.orders
    at = np.flatnonzero(is_recovered(orders.order_id[web.row]))
    row = web.row[at]
    is_guest = orders.is_guest[row]
    return _Checkouts(
        checkout_id=web.checkout_id[at],
        customer_id=np.where(is_guest, -1, web.customer_id[at]),
        email=web.email[at],
        device=orders.device[row],
        currency=orders.currency[row],
        value=orders.net[row],
        shipping=orders.shipping[row],
        started_at=web.ordered_at[at] - rng.integers(20, 600, len(at)) * MINUTE,
        completed_at=web.ordered_at[at],
    )
