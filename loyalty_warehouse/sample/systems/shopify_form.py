"""What the tables of Shopify share: numbering, the form of Fivetran's columns, the web orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import where_text
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import (
    DAY,
    NEVER,
    STORE,
    Bools,
    Ints,
    Partition,
    People,
    Shop,
    Texts,
)

LOADED = "_fivetran_synced"
FIRST_LOCATION = 60_000_000_000
WAREHOUSE = FIRST_LOCATION + 1
"""The place that sends parcels: a fulfilment service, no shop."""
TEAM = 6_999_000_000_000
"""The profile that the shop's own team orders with; one a partition."""
REDACTED_AFTER = 2 * DAY
"""From the request to be forgotten to the blanking of name, address and e-mail."""


@dataclass(frozen=True)
class WebOrders:
    """Orders of the web and the app, and what many tables need to know of them."""

    row: Ints
    """Rows of Partition.orders."""
    person: Ints
    order_id: Ints
    """Shopify's id."""
    customer_id: Ints
    checkout_id: Ints
    ordered_at: Ints
    email: Texts
    is_redacted: Bools

    def __len__(self) -> int:
        return len(self.row)


def source_names(part: Partition, device: Ints) -> pa.Array:
    """Where a sale was begun, in Shopify's words; -1 stands for an unknown device."""
    platform = part.devices.platform[device] if len(part.devices.platform) else device
    names = {"WEB": "web", "IOS": "iphone", "ANDROID": "android"}
    found = [names[kind] for kind in np.where(device < 0, "WEB", platform).tolist()]
    return pa.array(found, pa.string())


def landed(
    table: str, key: tuple[str, ...], values: dict[str, pa.Array], changed: Ints, rng: Generator
) -> Landed:
    """A raw table whose rows were last changed at ``changed`` (UTC microseconds)."""
    stamp = columns.stamp(columns.loaded(changed, rng))
    return Landed("shopify", table, pa.table({**values, LOADED: stamp}), key, LOADED)


def whole(values: Ints, missing: int | None = None) -> pa.Array:
    """Whole numbers, null where they equal ``missing``."""
    mask = None if missing is None else values == missing
    return pa.array(values, pa.int64(), mask=mask)


def flags(values: Bools) -> pa.Array:
    """Booleans."""
    return pa.array(values, pa.bool_())


def same(value: str | bool, count: int) -> pa.Array:
    """One value in every row."""
    return pa.array([value] * count)


def blank(values: Texts, where: Bools) -> Texts:
    """Texts, null where the condition holds."""
    return where_text(~where, values)


def redacted_at(people: People, end: int) -> Ints:
    """When a person's data were blanked, or NEVER."""
    asked = np.where(people.erasure_requested_at == NEVER, end, people.erasure_requested_at)
    return np.where(asked + REDACTED_AFTER < end, asked + REDACTED_AFTER, NEVER)


def is_recovered(order_id: Ints) -> Bools:
    """Orders whose checkout was left for a while first."""
    return np.asarray(order_id % 12 == 0)


def web_orders(shop: Shop, part: Partition) -> WebOrders:
    """The orders that Shopify records."""
    orders, people = part.orders, part.people
    row = np.flatnonzero(orders.channel != STORE)
    order_id, person, is_guest = orders.order_id[row], orders.person[row], orders.is_guest[row]
    account, guest = ids.shopify_customer(people.person_id[person]), ids.shopify_guest(order_id)
    is_redacted = redacted_at(people, shop.settings.end)[person] < NEVER
    is_second = is_guest & (order_id % 3 == 0) & people.second_email[person].astype(bool)
    email = np.where(is_second, people.second_email[person], people.email[person]).astype(object)
    base = np.where(is_recovered(order_id), 9_500_000_000_000, 9_700_000_000_000)
    return WebOrders(
        row=row,
        person=person,
        order_id=ids.shopify_order(order_id),
        customer_id=np.where(is_guest, guest, account),
        checkout_id=base + order_id,
        ordered_at=orders.ordered_at[row],
        email=blank(email, is_redacted),
        is_redacted=is_redacted,
    )
