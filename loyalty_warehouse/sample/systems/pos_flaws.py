"""What is wrong with sales only: a return may well be below zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from loyalty_warehouse.sample.cells import changed
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import Partition, Shop

Extra = tuple[str, pa.Table, list[str], str, str]
"""Table, rows added, their keys, kind, disposition."""
AMOUNTS = ("gross_amount", "promotion_discount", "coupon_discount", "total_amount", "tax_amount")
SHARES = {"test_order": 0.002, "staff_order": 0.004}
NEGATIVE_SHARE = 0.001


def special_tickets(
    shop: Shop, part: Partition, tables: dict[str, Landed], rng: Generator
) -> list[Extra]:
    """Tickets of the training mode and of staff: kept, marked, and no turnover."""
    marks = {"test_order": "is_training", "staff_order": "is_staff_sale"}
    return [
        _ticket(part, tables["ticket"].rows, kind, {mark: "1"}, SHARES[kind], rng)
        for kind, mark in marks.items()
    ]


def negative_sales(
    shop: Shop, part: Partition, tables: dict[str, Landed], rng: Generator
) -> list[Extra]:
    """Sales below zero: of a ticket, in the pieces of a line, on a payment."""
    ticket, line, tender = (tables[name].rows for name in ("ticket", "ticket_line", "tender"))
    found = _draw(ticket, pc.equal(ticket.column("ticket_type"), "sale"), part, rng)
    for name in AMOUNTS:
        found = changed(found, name, lambda _, value: _negated(value))
    found = _renamed(found, "ticket_number", part, "negative")
    lines = _draw(line, _is_positive(line.column("quantity")), part, rng)
    lines = changed(lines, "quantity", lambda _, value: f"-{value}")
    lines = _renamed(lines, "line_id", part, "negative")
    paid = pc.and_(_is_positive(tender.column("amount")), pc.is_null(tender.column("change_given")))
    tenders = changed(_draw(tender, paid, part, rng), "amount", lambda _, value: f"-{value}")
    tenders = _renamed(tenders, "tender_id", part, "negative")
    return [
        _refused("ticket", found, "ticket_number", "negative_amount"),
        _refused("ticket_line", lines, "line_id", "negative_quantity"),
        _refused("tender", tenders, "tender_id", "negative_amount"),
    ]


def _ticket(
    part: Partition, rows: pa.Table, kind: str, marks: dict[str, str], share: float, rng: Generator
) -> Extra:
    """Copies of sales with marks, under numbers of their own and without a customer."""
    is_sale = pc.equal(rows.column("ticket_type"), "sale")
    found = _renamed(_draw(rows, is_sale, part, rng, share), "ticket_number", part, kind)
    values: dict[str, str | None] = {"customer_number": None, "card_number": None, **marks}
    for name, value in values.items():
        found = changed(found, name, _always(value))
    return "ticket", found, found.column("ticket_number").to_pylist(), kind, "flagged"


def _always(value: str | None) -> Callable[[int, Any], str | None]:
    return lambda _, __: value


def _refused(table: str, rows: pa.Table, key: str, kind: str) -> Extra:
    return table, rows, rows.column(key).to_pylist(), kind, "quarantined"


def _draw(
    rows: pa.Table,
    fits: pa.ChunkedArray,
    part: Partition,
    rng: Generator,
    share: float = NEGATIVE_SHARE,
) -> pa.Table:
    """Some of the rows that fit; at least one in the first partition, if there is any."""
    candidates = np.flatnonzero(pc.fill_null(fits, False).to_numpy())
    wished = max(round(share * rows.num_rows), 1 if part.number == 0 else 0)
    count = min(wished, len(candidates))
    return rows.take(pa.array(np.sort(rng.choice(candidates, count, replace=False))))


def _is_positive(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts of numbers above zero."""
    return pc.greater(values.cast(pa.float64()), 0.0)


def _negated(value: str) -> str:
    """The number below zero; nought stays."""
    return value if not value.strip("0.") else f"-{value}"


def _renamed(rows: pa.Table, key: str, part: Partition, what: str) -> pa.Table:
    return changed(rows, key, lambda n, _: f"T-{what}-{part.number}-{n}")


CUSTOM_FLAWS = (special_tickets, negative_sales)
