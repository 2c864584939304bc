"""What is wrong in Shopify's tables: the kinds that `flaws` knows, and those of a shop's own."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from loyalty_warehouse.sample.flaws import CustomFlaw, Extra
from loyalty_warehouse.sample.landing import Flaw, Landed
from loyalty_warehouse.sample.systems.shopify_form import TEAM, whole
from loyalty_warehouse.sample.world import Partition, Shop

FLAWS: tuple[Flaw, ...] = (
    Flaw("customer", "superseded", "orders_count", 0.002),
    Flaw("customer", "mojibake", "last_name", 0.005),
    Flaw("customer", "placeholder_email", "email", 0.004),
    Flaw("customer", "shared_phone", "phone", 0.2, instead="email"),
    Flaw("customer", "null_key", "id"),
    Flaw("order", "duplicate_row", share=0.002),
    Flaw("order", "column_disappears", "processed_at"),
    Flaw("order", "column_appears", "customer_locale"),
    Flaw("order_line", "duplicate_row"),
    Flaw("order_line", "orphan", "order_id"),
    Flaw("order_line", "negative_quantity", "quantity"),
    Flaw("order_line", "absurd_quantity", "quantity"),
    Flaw("order_line_refund", "duplicate_row"),
    Flaw("order_line_refund", "orphan", "refund_id"),
    Flaw("discount_allocation", "orphan", "order_line_id"),
    Flaw("order_discount_code", "negative_amount", "amount"),
    Flaw("transaction", "day_without_data", "created_at"),
    Flaw("transaction", "resent_row", share=0.002),
    Flaw("transaction", "reused_key", "created_at"),
    Flaw("transaction", "negative_amount", "amount"),
    Flaw("transaction", "unknown_currency", "currency"),
    Flaw("transaction", "in_1970", "created_at"),
    Flaw("abandoned_checkout", "in_the_future", "created_at", 0.002),
    Flaw("abandoned_checkout", "placeholder_email", "email", 0.004),
    Flaw("product_variant", "superseded", "inventory_quantity", 0.01),
)
SHARE = 0.001
"""Test, staff and over-refunded orders, as a share of the orders."""
FIRST_NEW = 6_000_000_000_000_000
"""Ids of what is added; those of test orders, staff orders and refunds lie apart."""


def test_orders(
    shop: Shop, part: Partition, tables: dict[str, Landed], rng: Generator
) -> list[Extra]:
    """Orders of nobody with the mark of a test; their lines carry none."""
    chosen = _chosen(part, tables, rng)
    count = chosen.num_rows
    nobody = {"customer_id": pa.nulls(count, pa.int64())}
    mark = {"test": pa.array([True] * count), "email": pa.array(["dev@shop.example"] * count)}
    return _copied(part, tables, chosen, nobody | mark, "test_order", 1)


def staff_orders(
    shop: Shop, part: Partition, tables: dict[str, Landed], rng: Generator
) -> list[Extra]:
    """Orders of the shop's own team, whose profile has the tag staff."""
    chosen = _chosen(part, tables, rng)
    team = {"customer_id": pa.array([TEAM + part.number] * chosen.num_rows, pa.int64())}
    return _copied(part, tables, chosen, team, "staff_order", 2)


def excessive_refunds(
    shop: Shop, part: Partition, tables: dict[str, Landed], rng: Generator
) -> list[Extra]:
    """Refunds of more than the order, or the line, ever cost."""
    paid, lines = tables["transaction"].rows, tables["order_line_refund"].rows
    captured = paid.filter(pc.equal(paid["kind"], "capture"))
    found = []
    for name, rows, changes in (
        ("transaction", captured, {"kind": "refund", "amount": 99_999.0}),
        ("order_line_refund", lines, {"subtotal": 99_999.0}),
    ):
        extra = _some(rows, part, rng)
        numbers = whole(_new_ids(part, 3, extra.num_rows))
        values = {n: pa.array([v] * extra.num_rows) for n, v in changes.items()}
        extra = _with(extra, values | {"id": numbers})
        found.append((name, extra, _texts(numbers), "refund_exceeds_order", "quarantined"))
    return found


CUSTOM_FLAWS: tuple[CustomFlaw, ...] = (test_orders, staff_orders, excessive_refunds)


def _new_ids(part: Partition, group: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return FIRST_NEW + group * 10**14 + part.number * 10**9 + np.arange(count)


def _texts(numbers: pa.Array) -> list[str]:
    return [str(number) for number in numbers.to_pylist()]


def _some(rows: pa.Table, part: Partition, rng: Generator) -> pa.Table:
    """A few rows; at least one in the first partition, if there is any."""
    wished = max(round(SHARE * rows.num_rows), 1 if part.number == 0 else 0)
    at = np.sort(rng.choice(rows.num_rows, min(wished, rows.num_rows), replace=False))
    return rows.take(pa.array(at, pa.int64()))


def _chosen(part: Partition, tables: dict[str, Landed], rng: Generator) -> pa.Table:
    """Orders to copy with their lines: those that need no other table."""
    rows = tables["order"].rows
    plain = pc.and_(pc.is_null(rows["cancelled_at"]), pc.equal(rows["total_discounts"], 0.0))
    return _some(rows.filter(plain), part, rng)


def _with(rows: pa.Table, values: dict[str, pa.Array]) -> pa.Table:
    """Rows with other values in some columns."""
    for name, value in values.items():
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, name, value.cast(rows.schema.field(name).type))
    return rows


def _copied(
    part: Partition,
    tables: dict[str, Landed],
    chosen: pa.Table,
    values: dict[str, pa.Array],
    kind: str,
    group: int,
) -> list[Extra]:
    """Orders again under ids of their own, with their lines."""
    count = chosen.num_rows
    new = _new_ids(part, group, count)
    names = pa.array([f"#{kind[0].upper()}{number % 10**14}" for number in new.tolist()])
    numbers = whole(new)
    orders = _with(chosen, values | {"id": numbers, "name": names, "checkout_id": numbers})
    lines = tables["order_line"].rows
    place = pc.index_in(lines["order_id"], value_set=chosen["id"].combine_chunks())
    lines = lines.filter(pc.is_valid(place))
    place = place.drop_null().to_numpy().astype(np.int64)
    ids = whole(FIRST_NEW + (group + 5) * 10**14 + part.number * 10**9 + np.arange(len(place)))
    lines = _with(lines, {"id": ids, "order_id": whole(new[place])})
    return [
        ("order", orders, _texts(numbers), kind, "flagged"),
        ("order_line", lines, _texts(ids), kind, "flagged"),
    ]
