"""Shopify's refunds with their lines and adjustments, and the transactions of all money."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import number_within, texts, where_text
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.systems.shopify_form import WAREHOUSE, WebOrders, flags, landed, whole
from loyalty_warehouse.sample.systems.shopify_orders import line_ids
from loyalty_warehouse.sample.world import MINUTE, SECOND, STORE, Ints, Partition, Texts

GATEWAYS = {"card": "shopify_payments", "paypal": "paypal", "gift_card": "gift_card"}
"""Payment providers; what is missing is paid by invoice."""
INVOICE = "klarna"
DECLINED_EVERY, VOIDED_EVERY = 29, 97
"""One payment in so many fails at first, or is authorised, voided and made again."""
FIRST_REFUND, FIRST_TRANSACTION = 8_000_000_000_000, 5_000_000_000_000
SCHEMES = ("Visa", "Mastercard", "American Express")


@dataclass(frozen=True)
class WebRefunds:
    """Refunds that Shopify pays: what is handed in at a store is refunded at the till."""

    row: Ints
    """Rows of Partition.refunds."""
    refund_id: Ints
    number: Ints
    """0, 1, ... within the order."""


def web_refunds(part: Partition) -> WebRefunds:
    """The refunds of Shopify's orders that were paid outside stores."""
    refunds, orders = part.refunds, part.orders
    is_here = (refunds.channel != STORE) & (orders.channel[refunds.order] != STORE)
    row = np.flatnonzero(is_here)
    row = row[np.argsort(refunds.order[row], kind="stable")]
    number = number_within(refunds.order[row])
    order_id = orders.order_id[refunds.order[row]]
    return WebRefunds(row, FIRST_REFUND + order_id * 100 + number, number)


def refunds(part: Partition, back: WebRefunds, rng: Generator) -> list[Landed]:
    """The tables refund, order_line_refund and order_adjustment."""
    world, row = part.refunds, back.row
    when = world.refunded_at[row]
    rows = {
        "id": whole(back.refund_id),
        "order_id": whole(ids.shopify_order(part.orders.order_id[world.order[row]])),
        "note": columns.text(world.reason[row]),
        "restock": flags(world.line[row] >= 0),
        "created_at": columns.stamp(when),
        "processed_at": columns.stamp(when),
    }
    return [
        landed("refund", ("id",), rows, when, rng),
        _line_refunds(part, back, rng),
        _adjustments(part, back, rng),
    ]


def _line_refunds(part: Partition, back: WebRefunds, rng: Generator) -> Landed:
    """Money for goods: the tax apart."""
    world, orders = part.refunds, part.orders
    at = np.flatnonzero(world.line[back.row] >= 0)
    row = back.row[at]
    order, amount = world.order[row], world.amount[row]
    tax = amount * orders.tax[order] // np.maximum(orders.net[order], 1)
    is_cancelled = world.kind[row] == "cancellation"
    is_kept = world.reason[row] == "defective"
    kind = np.where(is_cancelled, "cancel", np.where(is_kept, "no_restock", "return"))
    rows = {
        "id": whole(back.refund_id[at] + 100_000_000_000_000),
        "refund_id": whole(back.refund_id[at]),
        "order_line_id": whole(line_ids(part, world.line[row])),
        "location_id": whole(np.where(kind == "no_restock", -1, WAREHOUSE), -1),
        "quantity": whole(world.quantity[row]),
        "subtotal": columns.money(amount - tax),
        "total_tax": columns.money(tax),
        "restock_type": columns.text(kind.astype(object)),
    }
    return landed("order_line_refund", ("id",), rows, world.refunded_at[row], rng)


def _adjustments(part: Partition, back: WebRefunds, rng: Generator) -> Landed:
    """Money beside the goods: shipping, and goodwill as a discrepancy; negative when given back."""
    world = part.refunds
    at = np.flatnonzero(world.line[back.row] < 0)
    row = back.row[at]
    is_goodwill = world.kind[row] == "goodwill"
    kind = np.where(is_goodwill, "refund_discrepancy", "shipping_refund").astype(object)
    reason = np.where(is_goodwill, "Refund discrepancy", "Shipping refund").astype(object)
    rows = {
        "id": whole(back.refund_id[at] + 200_000_000_000_000),
        "order_id": whole(ids.shopify_order(part.orders.order_id[world.order[row]])),
        "refund_id": whole(back.refund_id[at]),
        "amount": columns.money(-world.amount[row]),
        "tax_amount": columns.money(0 * row),
        "kind": columns.text(kind),
        "reason": columns.text(reason),
    }
    return landed("order_adjustment", ("id",), rows, world.refunded_at[row], rng)


@dataclass(frozen=True)
class _Attempts:
    """Payment attempts of one kind."""

    at: Ints
    """Rows of WebOrders."""
    number: Ints
    """Within the order: 0 declined, 1 payment or authorisation, 2 capture, 3 and 4 voided."""
    parent: Ints
    """Number of the attempt that it follows, or -1."""
    kind: str
    status: str
    amount: Ints
    moment: Ints
    refund_id: Ints


def transactions(part: Partition, web: WebOrders, back: WebRefunds, rng: Generator) -> Landed:
    """The table transaction: attempts, authorisations with their captures, sales, refunds."""
    parts = [*_payments(part, web), _given_back(part, web, back)]
    at = np.concatenate([p.at for p in parts])
    when = np.concatenate([p.moment for p in parts])
    first = FIRST_TRANSACTION + part.orders.order_id[web.row[at]] * 100
    parent = np.concatenate([p.parent for p in parts])
    status = np.concatenate([np.full(len(p.at), p.status, object) for p in parts])
    rows = {
        "id": whole(first + np.concatenate([p.number for p in parts])),
        "order_id": whole(web.order_id[at]),
        "refund_id": whole(np.concatenate([p.refund_id for p in parts]), -1),
        "parent_id": whole(np.where(parent < 0, -1, first + parent), -1),
        "kind": columns.text(np.concatenate([np.full(len(p.at), p.kind, object) for p in parts])),
        "status": columns.text(status),
        "amount": columns.money(np.concatenate([p.amount for p in parts])),
        "currency": columns.text(part.orders.currency[web.row[at]]),
        "test": flags(np.zeros(len(at), bool)),
        "error_code": columns.text(
            where_text(status == "failure", texts(["card_declined"] * len(at)))
        ),
        "created_at": columns.stamp(when),
        "processed_at": columns.stamp(when),
    }
    return landed("transaction", ("id",), rows | _instruments(part, web, at), when, rng)


def _payments(part: Partition, web: WebOrders) -> list[_Attempts]:
    """How each order was paid, failed attempts and voided authorisations included."""
    orders, number = part.orders, part.orders.order_id[web.row]
    total = (orders.net + orders.shipping)[web.row]
    method = orders.payment[web.row]
    is_two_step = np.isin(method.astype(str), ["card", "invoice"])
    paid, is_card = total > 0, method == "card"
    declined = np.flatnonzero(paid & is_card & (number % DECLINED_EVERY == 0))
    voided = np.flatnonzero(paid & is_card & (number % VOIDED_EVERY == 0))
    two, one = np.flatnonzero(paid & is_two_step), np.flatnonzero(paid & ~is_two_step)

    def attempts(at: Ints, step: int, follows: int, kind: str, status: str, wait: int) -> _Attempts:
        everywhere = np.ones(len(at), np.int64)
        return _Attempts(
            at, step * everywhere, follows * everywhere, kind, status, total[at],
            web.ordered_at[at] + wait, -everywhere,
        )  # fmt: skip

    return [
        attempts(declined, 0, -1, "authorization", "failure", -MINUTE),
        attempts(voided, 3, -1, "authorization", "success", -40 * SECOND),
        attempts(voided, 4, 3, "void", "success", -20 * SECOND),
        attempts(two, 1, -1, "authorization", "success", 0),
        attempts(two, 2, 1, "capture", "success", 30 * SECOND),
        attempts(one, 1, -1, "sale", "success", 0),
    ]


def _given_back(part: Partition, web: WebOrders, back: WebRefunds) -> _Attempts:
    """A transaction for every refund."""
    world, row = part.refunds, back.row
    at = np.searchsorted(web.row, world.order[row])
    method = part.orders.payment[world.order[row]].astype(str)
    parent = np.where(np.isin(method, ["card", "invoice"]), 2, 1)
    return _Attempts(
        at, 10 + back.number, parent, "refund", "success", world.amount[row],
        world.refunded_at[row], back.refund_id,
    )  # fmt: skip


def _instruments(part: Partition, web: WebOrders, at: Ints) -> dict[str, pa.Array]:
    """Provider, card scheme and, in the provider's answer, the fingerprint of the card."""
    method = part.orders.payment[web.row[at]]
    gateway = texts([GATEWAYS.get(name, INVOICE) for name in method.tolist()])
    fingerprint: Texts = part.people.card_fingerprint[web.person[at]]
    has_card = (method == "card") & ~web.is_redacted[at]
    scheme, receipt = [], []
    for number, known in zip(fingerprint.tolist(), has_card.tolist(), strict=True):
        name = SCHEMES[int(number[-1], 16) % len(SCHEMES)]
        scheme.append(name if known else None)
        card = {"fingerprint": number, "brand": name.lower()}
        answer = {"payment_method_details": {"card": card}}
        receipt.append(json.dumps(answer) if known else None)
    return {
        "gateway": columns.text(gateway),
        "payment_credit_card_company": pa.array(scheme, pa.string()),
        "receipt": pa.array(receipt, pa.string()),
    }
