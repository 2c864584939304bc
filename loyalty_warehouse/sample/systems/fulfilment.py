"""Parcels as a tracking service keeps them (AfterShip's columns), and returns by parcel (Loop's).

Carriers write their times as texts: on the recipient's clock, or with an offset. Around a change of
clocks, and in a country of several zones, only an offset says when it was, so it is always there.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import clock, columns, ids
from loyalty_warehouse.sample.arrays import texts, where_text
from loyalty_warehouse.sample.landing import Delivery, Flaw, Landed
from loyalty_warehouse.sample.systems import fulfilment_returns
from loyalty_warehouse.sample.world import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    Bools,
    Ints,
    Partition,
    Shop,
    Texts,
)

SYSTEM = "fulfilment"
FLAWS: tuple[Flaw, ...] = (
    Flaw("tracking", "duplicate_row"),
    Flaw("tracking", "resent_row"),
    Flaw("tracking", "superseded", "tag"),
    Flaw("tracking", "null_key", "id"),
    Flaw("tracking", "reused_key", "created_at"),
    Flaw("tracking", "in_the_future", "created_at"),
    Flaw("tracking", "in_1970", "created_at"),
    Flaw("tracking", "absurd_quantity", "failed_delivery_attempts"),
    Flaw("tracking", "column_disappears", "destination_city"),
    Flaw("checkpoint", "duplicate_row"),
    Flaw("checkpoint", "orphan", "tracking_id"),
    Flaw("checkpoint", "late"),
    Flaw("checkpoint", "too_late", "created_at"),
    Flaw("checkpoint", "mojibake", "message"),
    Flaw("notification", "resent_row"),
    Flaw("notification", "null_key", "id"),
    Flaw("notification", "orphan", "tracking_id"),
    Flaw("notification", "in_the_future", "sent_at"),
    Flaw("notification", "in_1970", "sent_at"),
    Flaw("notification", "late"),
    Flaw("notification", "day_without_data", "sent_at"),
    Flaw("return_request", "duplicate_row"),
    Flaw("return_request", "negative_amount", "total"),
    Flaw("return_request", "not_a_number", "total"),
    Flaw("return_request", "unknown_currency", "currency"),
    Flaw("return_request", "placeholder_email", "customer"),
    Flaw("return_request_line", "orphan", "return_id"),
    Flaw("return_request_line", "superseded", "outcome"),
    Flaw("return_request_line", "negative_amount", "refund"),
    Flaw("return_request_line", "not_a_number", "price"),
)

SLUGS = {
    "Colissimo": "colissimo",
    "DHL": "dhl-germany",
    "Royal Mail": "royal-mail",
    "UPS": "ups",
}
COUNTRIES = {"FR": "FRA", "DE": "DEU", "GB": "GBR", "US": "USA"}
SEVERAL_ZONES = ("US",)
LOST_AFTER = 20 * DAY
"""A parcel without a delivery for so long is an exception."""
DAY_FORM, LOCAL_FORM, OFFSET_FORM = 0, 1, 2
"""How a promise is written: a date, a local time, a time with an offset."""
STAGES = ("InfoReceived", "InTransit", "OutForDelivery", "Delivered")
MESSAGES = (
    "Étiquette créée, colis attendu",
    "Colis pris en charge par le transporteur",
    "En cours de livraison",
    "Colis livré à l'adresse indiquée",
)
NOTIFIED_SHARE, SMS_SHARE = 0.88, 0.25
"""Share of the stages of a parcel that are told by e-mail; share of those told by SMS too."""


def shared(shop: Shop) -> Delivery:
    """Nothing lands here without people."""
    return Delivery()


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Parcels, their scans, the messages about them, and returns by parcel."""
    moments = _moments(shop, part, rng)
    return Delivery(
        tables=[
            _tracking(shop, part, moments, rng),
            _checkpoints(part, moments, rng),
            _notifications(part, moments, rng),
            *fulfilment_returns.land(SYSTEM, shop, part, rng),
        ]
    )


def tracking_ids(order_id: Ints) -> Texts:
    """The tracking service's 32-character id of the parcel of an order."""
    return texts([f"{_mixed(number)}{number:016x}" for number in order_id.tolist()])


def _mixed(number: int) -> str:
    """Sixteen hexadecimal digits that look like chance."""
    return f"{(number + 1) * 0x9E3779B97F4A7C15 % 2**64:016x}"


def _moments(shop: Shop, part: Partition, rng: Generator) -> dict[str, Ints]:
    """UTC times of the stages of every parcel; NEVER for those not reached before the end."""
    parcels = part.parcels
    delivered = parcels.delivered_at
    before = rng.integers(1 * HOUR, 6 * HOUR, len(delivered))
    out = np.where(delivered == NEVER, NEVER, delivered - before)
    return {
        "InfoReceived": parcels.shipped_at - 2 * HOUR,
        "InTransit": parcels.shipped_at,
        "OutForDelivery": out,
        "Delivered": delivered,
    }


def _tracking(shop: Shop, part: Partition, moments: dict[str, Ints], rng: Generator) -> Landed:
    parcels, orders, people = part.parcels, part.orders, part.people
    order_id = orders.order_id[parcels.order]
    person = orders.person[parcels.order]
    country, zones = people.country[person], people.time_zone[person]
    delivered = parcels.delivered_at
    tag, changed_at = _state(shop, parcels.shipped_at, delivered)
    tells_offset = np.isin(country, SEVERAL_ZONES)
    moved = people.moved_at[person] <= parcels.shipped_at
    attempts = np.where(parcels.is_late & (rng.random(len(person)) < 0.4), 1, 0)
    rows = {
        "id": columns.text(tracking_ids(order_id)),
        "tracking_number": columns.text(_numbers(order_id, parcels.carrier)),
        "slug": columns.text(texts([SLUGS[name] for name in parcels.carrier])),
        "order_id": columns.text(texts([str(n) for n in ids.shopify_order(order_id).tolist()])),
        "order_number": columns.text(ids.shopify_order_name(order_id)),
        "tag": columns.text(tag),
        "active": pa.array(np.isin(tag, ("InfoReceived", "InTransit")), pa.bool_()),
        "order_promised_delivery_date": _promises(part, zones, tells_offset),
        "shipment_pickup_date": _clock_texts(parcels.shipped_at, zones, tells_offset),
        "shipment_delivery_date": _clock_texts(delivered, zones, tells_offset),
        "destination_country_iso3": columns.text(texts([COUNTRIES[code] for code in country])),
        "destination_city": columns.text(
            np.where(moved, people.new_city[person], people.city[person])
        ),
        "failed_delivery_attempts": pa.array(attempts, pa.int64()),
        "return_to_sender": pa.array(np.zeros(len(person), bool)),
        "created_at": columns.stamp(moments["InfoReceived"]),
        "updated_at": columns.stamp(changed_at),
        "_fivetran_synced": columns.stamp(columns.loaded(changed_at, rng)),
    }
    return Landed(SYSTEM, "tracking", pa.table(rows), ("id",), "_fivetran_synced")


def _state(shop: Shop, shipped: Ints, delivered: Ints) -> tuple[Texts, Ints]:
    """Tag at the end of the sample, and the time of the last change."""
    lost = (delivered == NEVER) & (shipped + LOST_AFTER < shop.settings.end)
    tag = np.where(delivered < NEVER, "Delivered", np.where(lost, "Exception", "InTransit"))
    changed_at = np.where(
        delivered < NEVER, delivered, np.where(lost, shipped + LOST_AFTER, shipped)
    )
    return tag.astype(object), changed_at


def _numbers(order_id: Ints, carrier: Texts) -> Texts:
    """The carriers' numbers of the parcels."""
    pairs = zip(order_id.tolist(), carrier.tolist(), strict=True)
    return texts([f"{name[:2].upper()}{number:012d}" for number, name in pairs])


def _promises(part: Partition, zones: Texts, tells_offset: Bools) -> pa.Array:
    """Promises in the three forms; whether a parcel was late is the same in all of them."""
    promised, delivered = part.parcels.promised_at, part.parcels.delivered_at
    local = clock.to_local(zones, promised)
    day_ends = clock.to_utc(zones, (local // DAY + 1) * DAY - SECOND)
    form = part.orders.order_id[part.parcels.order] % 3
    misleads = part.parcels.is_late & (delivered <= day_ends)
    form = np.where((form == DAY_FORM) & misleads, OFFSET_FORM, form)
    form = np.where(tells_offset, OFFSET_FORM, form)
    days = columns.written(local // DAY * DAY).to_pylist()
    times = _clock_texts(promised, zones, form == OFFSET_FORM).to_pylist()
    pairs = zip(form.tolist(), days, times, strict=True)
    return pa.array([day[:10] if f == DAY_FORM else time for f, day, time in pairs], pa.string())


def _clock_texts(micros: Ints, zones: Texts, tells_offset: Bools) -> pa.Array:
    """Times on the clock of a zone, with the offset where asked or where the clock changes."""
    known = micros != NEVER
    moments = np.where(known, micros, 0)
    offset = clock.offsets(zones, moments)
    changes = (clock.offsets(zones, moments - 2 * HOUR) != offset) | (
        clock.offsets(zones, moments + 2 * HOUR) != offset
    )
    clocks = columns.written(np.where(known, moments + offset, NEVER), "T").to_pylist()
    endings = {int(value): _offset_text(int(value)) for value in np.unique(offset)}
    rows = zip(clocks, offset.tolist(), (tells_offset | changes).tolist(), strict=True)
    return pa.array(
        [text + endings[value] if text and tells else text for text, value, tells in rows],
        pa.string(),
    )


def _offset_text(offset: int) -> str:
    """An offset in microseconds as +02:00."""
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _checkpoints(part: Partition, moments: dict[str, Ints], rng: Generator) -> Landed:
    stage, parcel, at = _stages(moments)
    order = part.parcels.order[parcel]
    person = part.orders.person[order]
    order_id = part.orders.order_id[order]
    zones = part.people.time_zone[person]
    recorded = at + rng.integers(1 * SECOND, 4 * MINUTE, len(at))
    is_near = stage >= STAGES.index("OutForDelivery")
    rows = {
        "hash": columns.text(texts([_mixed(n) for n in (order_id * 8 + stage).tolist()])),
        "tracking_id": columns.text(tracking_ids(order_id)),
        "slug": columns.text(texts([SLUGS[name] for name in part.parcels.carrier[parcel]])),
        "tag": columns.text(texts(STAGES)[stage]),
        "checkpoint_time": _clock_texts(at, zones, np.zeros(len(at), bool)),
        "message": columns.text(texts(MESSAGES)[stage]),
        "city": columns.text(where_text(is_near, part.people.city[person])),
        "created_at": columns.stamp(recorded),
        "_fivetran_synced": columns.stamp(columns.loaded(recorded, rng)),
    }
    return Landed(SYSTEM, "checkpoint", pa.table(rows), ("hash",), "_fivetran_synced")


def _stages(moments: dict[str, Ints]) -> tuple[Ints, Ints, Ints]:
    """Stage, parcel and time of everything that was scanned."""
    times = np.stack([moments[name] for name in STAGES])
    stage, parcel = np.nonzero(times != NEVER)
    return stage, parcel, times[stage, parcel]


def _notifications(part: Partition, moments: dict[str, Ints], rng: Generator) -> Landed:
    stage, parcel, at = _stages(moments)
    order = part.parcels.order[parcel]
    has_phone = part.people.phone[part.orders.person[order]].astype(bool)
    told = (stage > 0) & (rng.random(len(at)) < NOTIFIED_SHARE)
    by_sms = told & has_phone & (rng.random(len(at)) < SMS_SHARE)
    row = np.r_[np.flatnonzero(told), np.flatnonzero(by_sms)]
    is_sms = np.repeat([0, 1], [told.sum(), by_sms.sum()])
    order_id = part.orders.order_id[order[row]]
    sent = at[row] + rng.integers(4 * MINUTE, 10 * MINUTE, len(row))
    rows = {
        "id": pa.array(order_id * 16 + stage[row] * 2 + is_sms, pa.int64()),
        "tracking_id": columns.text(tracking_ids(order_id)),
        "channel": columns.text(texts(["email", "sms"])[is_sms]),
        "tag": columns.text(texts(STAGES)[stage[row]]),
        "sent_at": columns.stamp(sent),
        "_fivetran_synced": columns.stamp(columns.loaded(sent, rng)),
    }
    return Landed(SYSTEM, "notification", pa.table(rows), ("id",), "_fivetran_synced")
