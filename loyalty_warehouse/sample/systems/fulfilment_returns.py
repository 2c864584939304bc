"""Requests to return goods of web and app orders by parcel, piece by piece (Loop's columns)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import (
    number_within,
    pick,
    starts_of,
    sum_by,
    texts,
    where_text,
)
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    STORE,
    Ints,
    Partition,
    Shop,
    Texts,
)

REASONS: dict[str | None, tuple[str, str]] = {
    "too_small": ("Size", "Too small"),
    "too_large": ("Size", "Too large"),
    "not_as_described": ("Product", "Not as described"),
    "defective": ("Product", "Item is defective"),
    "late": ("Delivery", "Arrived too late"),
    "changed_mind": ("Other", "Changed my mind"),
    None: ("Other", "Other"),
}
COMMENTS = (
    "La couleur est très différente de la photo",
    "Trop serré à la taille",
    "A étrenner, mais déjà décousu",
    "Leider zu groß",
    "Not what I expected",
)
COMMENT_SHARE = 0.3
IDLE_SHARE = 0.012
"""Share of delivered orders of which a return is asked for that comes to nothing, or is open."""
OPEN_DAYS = 20


@dataclass(frozen=True)
class Pieces:
    """Pieces asked to be sent back, sorted by order."""

    order: Ints
    line: Ints
    reason: Texts
    amount: Ints
    requested_at: Ints
    received_at: Ints
    closed_at: Ints
    state: Texts

    def __len__(self) -> int:
        return len(self.order)


def land(system: str, shop: Shop, part: Partition, rng: Generator) -> list[Landed]:
    """The requests and their pieces."""
    pieces = _together(_refunded(part), _idle(shop, part, rng))
    first = np.flatnonzero(np.r_[True, pieces.order[1:] != pieces.order[:-1]][: len(pieces)])
    changed_at = np.where(
        pieces.closed_at < NEVER, pieces.closed_at, pieces.requested_at + 3 * HOUR
    )
    synced = columns.loaded(changed_at, rng)
    return [
        _requests(system, part, pieces, first, changed_at, synced),
        _lines(system, shop, part, pieces, synced, rng),
    ]


def _refunded(part: Partition) -> Pieces:
    """Pieces that came back by parcel; the amount of a line is spread over its pieces."""
    refunds = part.refunds
    row = np.flatnonzero((refunds.kind == "return") & (refunds.channel != STORE))
    row = row[np.lexsort((refunds.line[row], refunds.order[row]))]
    count = refunds.quantity[row]
    owner = np.repeat(np.arange(len(row)), count)
    row, count = row[owner], count[owner]
    number = number_within(owner)
    amount = refunds.amount[row]
    return Pieces(
        order=refunds.order[row],
        line=refunds.line[row],
        reason=refunds.reason[row],
        amount=amount * (number + 1) // count - amount * number // count,
        requested_at=refunds.requested_at[row],
        received_at=refunds.received_at[row],
        closed_at=refunds.refunded_at[row],
        state=np.full(len(row), "closed", object),
    )


def _idle(shop: Shop, part: Partition, rng: Generator) -> Pieces:
    """One piece of some orders of which nothing was paid back."""
    parcels, lines = part.parcels, part.lines
    chosen = (rng.random(len(parcels.order)) < IDLE_SHARE) & (parcels.delivered_at < NEVER)
    chosen &= ~np.isin(parcels.order, part.refunds.order)
    wait = rng.integers(1 * DAY, 14 * DAY, len(chosen))
    asked = np.where(parcels.delivered_at < NEVER, parcels.delivered_at, 0) + wait
    chosen &= asked + 3 * HOUR < shop.settings.end
    order, asked = parcels.order[chosen], asked[chosen]
    by_order = np.argsort(order)
    order, asked = order[by_order], asked[by_order]
    sorted_lines = np.argsort(lines.order, kind="stable")
    first = starts_of(lines.order[sorted_lines], len(part.orders.order_id))
    line = sorted_lines[first[order]] if len(order) else order
    is_open = asked > shop.settings.end - OPEN_DAYS * DAY
    ended = pick(rng, ("cancelled", "expired"), len(order), (2, 1))
    reasons = [reason for reason in REASONS if reason]
    return Pieces(
        order=order,
        line=line,
        reason=pick(rng, reasons, len(order), [1] * len(reasons)),
        amount=lines.net[line] // lines.quantity[line],
        requested_at=asked,
        received_at=np.full(len(order), NEVER, np.int64),
        closed_at=np.where(is_open, NEVER, np.minimum(asked + 9 * DAY, shop.settings.end - HOUR)),
        state=np.where(is_open, "open", ended).astype(object),
    )


def _together(one: Pieces, other: Pieces) -> Pieces:
    names = list(Pieces.__dataclass_fields__)
    both = {name: np.r_[getattr(one, name), getattr(other, name)] for name in names}
    by_order = np.lexsort((both["line"], both["order"]))
    return Pieces(**{name: values[by_order] for name, values in both.items()})


def _request_id(order_id: Ints) -> Ints:
    return order_id + 5_000_000_000


def _requests(
    system: str, part: Partition, pieces: Pieces, first: Ints, changed_at: Ints, synced: Ints
) -> Landed:
    order = pieces.order[first]
    order_id = part.orders.order_id[order]
    total = sum_by(pieces.order, pieces.amount, len(part.orders.order_id))[order]
    state = pieces.state[first]
    is_label_used = np.isin(state, ("closed", "open"))
    rows = {
        "id": pa.array(_request_id(order_id), pa.int64()),
        "state": columns.text(state),
        "provider_order_id": columns.text(
            texts([str(number) for number in ids.shopify_order(order_id).tolist()])
        ),
        "order_name": columns.text(ids.shopify_order_name(order_id)),
        "customer": columns.text(part.people.email[part.orders.person[order]]),
        "currency": columns.text(part.orders.currency[order]),
        "total": columns.money_text(total),
        "refund": columns.money_text(np.where(state == "closed", total, 0)),
        "label_status": columns.text(
            np.where(
                state == "closed", "delivered", np.where(is_label_used, "in_transit", "created")
            )
        ),
        "label_created_at": columns.stamp(pieces.requested_at[first] + 10 * MINUTE),
        "created_at": columns.stamp(pieces.requested_at[first]),
        "updated_at": columns.stamp(changed_at[first]),
        "_fivetran_synced": columns.stamp(synced[first]),
    }
    return Landed(system, "return_request", pa.table(rows), ("id",), "_fivetran_synced")


def _lines(
    system: str, shop: Shop, part: Partition, pieces: Pieces, synced: Ints, rng: Generator
) -> Landed:
    order_id = part.orders.order_id[pieces.order]
    line_id = ids.shopify_line(part.lines.number[pieces.line], order_id)
    piece = number_within(pieces.line)
    comments = pick(rng, COMMENTS, len(pieces), [1] * len(COMMENTS))
    comments = where_text(rng.random(len(pieces)) < COMMENT_SHARE, comments)
    sku = shop.products.sku[part.lines.product[pieces.line]]
    rows = {
        "line_item_id": pa.array(line_id * 100 + piece, pa.int64()),
        "return_id": pa.array(_request_id(order_id), pa.int64()),
        "provider_line_item_id": columns.text(texts([str(number) for number in line_id.tolist()])),
        "sku": columns.text(sku),
        "price": columns.money_text(pieces.amount),
        "refund": columns.money_text(np.where(pieces.state == "closed", pieces.amount, 0)),
        "outcome": columns.text(np.full(len(pieces), "refund", object)),
        "parent_return_reason": columns.text(texts([REASONS[r][0] for r in pieces.reason])),
        "return_reason": columns.text(texts([REASONS[r][1] for r in pieces.reason])),
        "return_comment": columns.text(comments),
        "returned_at": columns.stamp(pieces.received_at),
        "_fivetran_synced": columns.stamp(synced),
    }
    return Landed(
        system, "return_request_line", pa.table(rows), ("line_item_id",), "_fivetran_synced"
    )
