"""Google Analytics 4 in Fivetran's column mode: web and app events, and the products in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from loyalty_warehouse.sample import clock, columns, ids
from loyalty_warehouse.sample.arrays import number_within, repeat_ranges, starts_of, sum_by
from loyalty_warehouse.sample.cells import key_texts
from loyalty_warehouse.sample.landing import Delivery, Flaw, Identities, Landed
from loyalty_warehouse.sample.shop import HEADQUARTERS
from loyalty_warehouse.sample.systems import ga4_steps as ga4
from loyalty_warehouse.sample.systems.ga4_steps import Steps, make_steps
from loyalty_warehouse.sample.systems.ga4_urls import (
    SECOND_CAMPAIGN,
    has_campaign,
    locations,
    referrers,
)
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    HOUR,
    SECOND,
    Bools,
    Ints,
    Partition,
    Shop,
    Texts,
)

SYSTEM = "ga4"
EVENT_KEY = ("user_pseudo_id", "timestamp", "name", "bundle_sequence_id", "batch_event_index")
ITEM_KEY = ("user_pseudo_id", "event_timestamp", "event_name", *EVENT_KEY[3:], "item_id")
LOADED = "_fivetran_synced"

FLAWS: tuple[Flaw, ...] = (
    Flaw("event", "duplicate_row", share=0.002),
    Flaw("event", "resent_row", share=0.002),
    Flaw("event", "superseded", "is_intraday", 0.005),
    Flaw("event", "null_key", "name"),
    Flaw("event", "not_a_number", "param_ga_session_id"),
    Flaw("event", "negative_amount", "param_value"),
    Flaw("event", "absurd_quantity", "ecommerce_total_item_quantity", 0.0002),
    Flaw("event", "unknown_currency", "param_currency"),
    Flaw("event", "in_1970", "timestamp"),
    Flaw("event", "in_the_future", "timestamp"),
    Flaw("event", "too_late", "timestamp"),
    Flaw("event", "late", "timestamp", 0.005),
    Flaw("event", "mojibake", "param_search_term", 0.0005),
    Flaw("event", "column_appears", "collected_traffic_source_manual_source"),
    Flaw("event", "column_disappears", "geo_city"),
    Flaw("event", "day_without_data", "timestamp"),
    Flaw("item", "duplicate_row"),
    Flaw("item", "null_key", "item_id"),
    Flaw("item", "negative_quantity", "quantity"),
    Flaw("item", "absurd_quantity", "quantity"),
)

COUNTRIES = {"FR": "France", "DE": "Germany", "GB": "United Kingdom", "US": "United States"}
SEARCHES = ("robe d'été", "crème", "bougie", "sac à main", "lampe", "savon", "écharpe", "coffret")
APP_NAMES = {"first_visit": "first_open", "page_view": "screen_view"}
NOT_SET_SHARE = 0.003
"""Share of purchases whose transaction id the site failed to fill in."""
DUPLICATE_SHARE = 0.01
"""Share of purchases that a reload tells again."""
VISITS_PER_PARTITION = 10**8
Columns = dict[str, Any]


def shared(shop: Shop) -> Delivery:
    """Nothing: every row belongs to somebody."""
    return Delivery()


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Events and items of the partition's visits."""
    device, is_first, number = _device_visits(part)
    steps = make_steps(shop, part, is_first, rng)
    stamps = columns.stamp(columns.loaded(steps.at, rng))
    keys = _keys(part, steps)
    found = keys | _who(part, steps) | _where(part, steps)
    found |= _session(shop, part, steps, number, rng) | _first_source(part, steps, device)
    found |= _trade(shop, part, steps, rng) | {LOADED: stamps}
    event = Landed(SYSTEM, "event", pa.table(found), EVENT_KEY, LOADED)
    item = Landed(SYSTEM, "item", _items(shop, part, steps, keys, stamps), ITEM_KEY, LOADED)
    return Delivery([event, item], [_identities(part)])


def _device_visits(part: Partition) -> tuple[Ints, Bools, Ints]:
    """Of each visit: the device (one for all its holders), whether its first, and its number."""
    devices, visits = part.devices, part.visits
    _, code = np.unique(devices.device_id.astype(str), return_inverse=True)
    device = code.astype(np.int64)[visits.device]
    order = np.argsort(device, kind="stable")
    number = np.zeros(len(device), np.int64)
    number[order] = number_within(device[order])
    return device, number == 0, number + 1


def _text(values: Texts | list[str | None], rows: Ints, where: Bools | None = None) -> pa.Array:
    """Texts of a small table by row; null where not wanted."""
    table = pa.array(values if isinstance(values, list) else values.tolist(), pa.string())
    return table.take(pa.array(rows, mask=None if where is None else ~where))


def _keys(part: Partition, steps: Steps) -> Columns:
    """The columns that name an event; nobody's cookie without consent.

    Bundles are numbered modulo 2^63, which keeps them apart and above 0 in every partition.
    """
    visits, devices = part.visits, part.devices
    allows = part.people.analytics_consent[visits.person][steps.visit]
    number = np.arange(len(visits.device)) + part.number * VISITS_PER_PARTITION
    bundle = number * 2_654_435_761 & np.iinfo(np.int64).max
    is_app = (devices.platform[visits.device] != "WEB")[steps.visit]
    names = list(ga4.STEPS) + [APP_NAMES.get(step, step) for step in ga4.STEPS]
    return {
        "user_pseudo_id": _text(devices.device_id, visits.device[steps.visit], allows),
        "timestamp": columns.stamp(steps.at),
        "name": _text(list(names), steps.step + len(ga4.STEPS) * is_app),
        "bundle_sequence_id": _text([str(n) for n in bundle.tolist()], steps.visit),
        "batch_event_index": pa.array(steps.number.astype(np.int32)),
    }


def _who(part: Partition, steps: Steps) -> Columns:
    """The account, from the log-in on."""
    visits, people = part.visits, part.people
    person = visits.person[steps.visit]
    known = steps.is_known & people.analytics_consent[person]
    accounts = [str(number) for number in ids.shopify_customer(people.person_id).tolist()]
    return {"user_id": _text(list(accounts), person, known)}


def _where(part: Partition, steps: Steps) -> Columns:
    """Date in the property's zone, stream, device and place."""
    visits, devices, people = part.visits, part.devices, part.people
    zones = np.full(len(steps.at), HEADQUARTERS, object)
    days, day = np.unique(clock.to_local(zones, steps.at) // DAY, return_inverse=True)
    dates = [f"{clock.date_of(value):%Y%m%d}" for value in days.tolist()]
    person, device = visits.person[steps.visit], visits.device[steps.visit]
    stream = visits.brand[steps.visit] * 2 + (devices.platform[device] != "WEB")
    countries = [COUNTRIES[code] for code in people.country.tolist()]
    return {
        "date": _text(list(dates), day.astype(np.int64)),
        "platform": _text(devices.platform, device),
        "stream_id": _text([f"30{n}5500{n}1" for n in range(4)], stream),
        "is_intraday": pa.array(np.zeros(len(device), bool)),
        "device_category": _text(devices.category, device),
        "geo_country": _text(list(countries), person),
        "geo_city": _text(people.city, person),
        "param_brand": _text(list(BRANDS), visits.brand[steps.visit]),
    }


def _session(shop: Shop, part: Partition, steps: Steps, number: Ints, rng: Generator) -> Columns:
    """Session, campaign and page; the campaign comes with the first page only."""
    visits = part.visits
    allows = part.people.analytics_consent[visits.person][steps.visit]
    tags = (visits.source, visits.medium, visits.campaign)
    source, medium, campaign = (
        _text([*own, new], np.where(steps.is_changed, len(own), steps.visit))
        for own, new in zip(tags, SECOND_CAMPAIGN, strict=True)
    )
    brings = pa.array(steps.brings_campaign & has_campaign(part, steps))
    none = pa.scalar(None, pa.string())
    starts = [str(moment // SECOND) for moment in visits.started_at.tolist()]
    time = np.where(steps.step <= ga4.SESSION_START, 0, rng.integers(200, 45_000, len(steps.at)))
    terms = rng.integers(0, len(SEARCHES), len(steps.at))
    return {
        "collected_traffic_source_manual_source": source,
        "collected_traffic_source_manual_medium": medium,
        "param_source": pc.if_else(brings, source, none),
        "param_medium": pc.if_else(brings, medium, none),
        "param_campaign": pc.if_else(brings, campaign, none),
        "param_ga_session_id": _text(list(starts), steps.visit, allows),
        "param_ga_session_number": pa.array(number[steps.visit].astype(np.float64), mask=~allows),
        "param_engagement_time_msec": pa.array(time.astype(np.float64)),
        "param_page_location": locations(shop, part, steps, rng),
        "param_page_referrer": referrers(part, steps),
        "param_search_term": _text(list(SEARCHES), terms, steps.step == ga4.SEARCH),
    }


def _first_source(part: Partition, steps: Steps, device: Ints) -> Columns:
    """What first brought the browser or app: the same in all its events."""
    visits = part.visits
    _, first, code = np.unique(device, return_index=True, return_inverse=True)
    row = first[code][steps.visit]
    allows = part.people.analytics_consent[visits.person][steps.visit]
    return {
        "user_first_touch_timestamp": pa.array(
            visits.started_at[row], pa.timestamp("us"), mask=~allows
        ),
        "traffic_source_source": _text(visits.source, row),
        "traffic_source_medium": _text(visits.medium, row),
        "traffic_source_name": _text(visits.campaign, row),
    }


def _trade(shop: Shop, part: Partition, steps: Steps, rng: Generator) -> Columns:
    """What the site sends of baskets (list prices in EUR) and orders (in their own currency)."""
    orders, order = part.orders, part.visits.order[steps.visit]
    is_order = (steps.step >= ga4.CHECKOUT) & (order >= 0)
    is_purchase = steps.step == ga4.PURCHASE
    is_product = steps.product >= 0
    goods = np.r_[orders.net, 0][order]
    cents = np.where(is_order, goods, shop.products.price[steps.product])
    units = sum_by(part.lines.order, part.lines.quantity, len(orders.order_id) + 1)[order]
    euro = len(orders.order_id)
    currency = _text([*orders.currency.tolist(), "EUR"], np.where(is_order, order, euro))
    money = np.round(cents / 100.0, 2)
    numbers = [str(n) for n in ids.shopify_order(orders.order_id).tolist()]
    unset = rng.random(len(order)) < NOT_SET_SHARE
    has_value = is_order | is_product
    return {
        "param_currency": pc.if_else(pa.array(has_value), currency, pa.scalar(None, pa.string())),
        "param_value": pa.array(money, mask=~has_value),
        "ecommerce_transaction_id": _text(
            [*numbers, "(not set)"], np.where(unset, len(numbers), order), is_purchase
        ),
        "ecommerce_purchase_revenue": pa.array(money, mask=~is_purchase),
        "ecommerce_total_item_quantity": pa.array(units, mask=~is_purchase),
    }


def _items(shop: Shop, part: Partition, steps: Steps, keys: Columns, stamps: pa.Array) -> pa.Table:
    """One product for each event about one, the products of the order for a purchase."""
    about_one = np.flatnonzero(steps.product >= 0)
    event, line = _purchased(part, steps)
    rows = np.r_[about_one, event]
    product = np.r_[steps.product[about_one], part.lines.product[line]]
    cents = np.r_[shop.products.price[steps.product[about_one]], part.lines.unit_price[line]]
    quantity = np.r_[np.ones(len(about_one), np.int64), part.lines.quantity[line]]
    at, products = pa.array(rows), shop.products
    names = {"timestamp": "event_timestamp", "name": "event_name"}
    found = {names.get(name, name): values.take(at) for name, values in keys.items()}
    found |= {
        "item_id": _text(products.sku, product),
        "item_name": _text(products.title, product),
        "item_brand": _text(list(BRANDS), products.brand[product]),
        "item_category": _text(list(shop.categories), products.category[product]),
        "price": columns.money(cents),
        "quantity": pa.array(quantity),
        LOADED: stamps.take(at),
    }
    return pa.table(found)


def _purchased(part: Partition, steps: Steps) -> tuple[Ints, Ints]:
    """Event and order line of each product in a purchase; a product is named once an event."""
    event = np.flatnonzero(steps.step == ga4.PURCHASE)
    starts = starts_of(part.lines.order, len(part.orders.order_id))
    order = part.visits.order[steps.visit[event]]
    line, owner = repeat_ranges(starts[:-1][order], np.diff(starts)[order])
    pair = owner * 10**6 + part.lines.product[line]
    _, once = np.unique(pair, return_index=True)
    return event[owner[once]], line[once]


def _identities(part: Partition) -> Identities:
    """Who held which browser or app when, of those who consent and came."""
    devices, visits = part.devices, part.visits
    rows = np.unique(visits.device[part.people.analytics_consent[visits.person]])
    return Identities(
        system=SYSTEM,
        record_type="device",
        record_id=devices.device_id[rows].tolist(),
        person_id=part.people.person_id[devices.person[rows]].tolist(),
        valid_from=devices.held_from[rows].tolist(),
        valid_to=devices.held_to[rows].tolist(),
    )


def duplicate_purchases(
    shop: Shop, part: Partition, tables: dict[str, Landed], rng: Generator
) -> list[tuple[str, pa.Table, list[str], str, str]]:
    """Purchases told again by a reload of the last page, under an event key of their own."""
    rows = tables["event"].rows
    orders = rows.column("ecommerce_transaction_id").fill_null("(not set)").to_numpy()
    at = rows.column("timestamp").cast(pa.int64()).to_numpy()
    later = at + rng.integers(2, 60, len(at)) * 10 * SECOND
    able = np.flatnonzero((orders != "(not set)") & (later // DAY == at // DAY))
    wished = round(DUPLICATE_SHARE * len(able)) or (len(able) > 0 and part.number == 0)
    chosen = np.sort(rng.choice(able, int(wished), replace=False))
    again = rows.take(pa.array(chosen))
    new = {
        "timestamp": columns.stamp(later[chosen]),
        "batch_event_index": pa.array((np.arange(len(chosen)) + 1_000).astype(np.int32)),
        "date": _where_dates(later[chosen]),
        LOADED: columns.stamp(later[chosen] + HOUR),
    }
    for name, values in new.items():
        again = again.set_column(again.schema.get_field_index(name), name, values)
    return [("event", again, key_texts(again, EVENT_KEY), "duplicate_purchase", "flagged")]


def _where_dates(at: Ints) -> pa.Array:
    """Dates in the property's zone as YYYYMMDD."""
    days = clock.to_local(np.full(len(at), HEADQUARTERS, object), at) // DAY
    return pa.array([f"{clock.date_of(day):%Y%m%d}" for day in days.tolist()], pa.string())


CUSTOM_FLAWS = (duplicate_purchases,)

__all__ = ["CUSTOM_FLAWS", "FLAWS", "SYSTEM", "land", "shared"]
