"""Prints what a dry run of identity has found."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console, JustifyMethod
from rich.table import Table

from loyalty_warehouse.identity_diff import Diff, Move

SHOWN = 20
"""Moves that are printed one by one."""


def show(console: Console, found: Diff, currency: str) -> None:
    """Print sums by kind of event, then the moves with the most revenue."""
    console.print(
        f"{found.customers_before:,} customers would be {found.customers_after:,}: "
        f"{found.new_record_count:,} new records, {found.new_customer_count:,} of them new "
        f"customers; {found.gone_record_count:,} records gone; {found.identified_order_count:,} "
        "orders that get a customer.",
        soft_wrap=True,
        highlight=False,
    )
    if not found.moves:
        console.print("No known record would change its customer.", soft_wrap=True)
        return
    console.print(_sums(found.moves, currency))
    console.print(_moves(found.moves[:SHOWN], currency))
    if len(found.moves) > SHOWN:
        console.print(f"{len(found.moves) - SHOWN:,} more: --output writes them all.")


def _sums(moves: Sequence[Move], currency: str) -> Table:
    table = _table("what would move", ["event", "customers", "records", "orders", currency])
    for event in sorted({move.event_type for move in moves}):
        some = [move for move in moves if move.event_type == event]
        table.add_row(
            event,
            f"{len({move.previous_customer_id for move in some}):,}",
            f"{sum(move.record_count for move in some):,}",
            f"{sum(move.order_count for move in some):,}",
            f"{sum((move.net_amount for move in some), Decimal()):,}",
        )
    return table


def _moves(moves: Sequence[Move], currency: str) -> Table:
    columns = ["event, because of", "from, to customer", "records", "orders", currency]
    table = _table("the largest moves", columns)
    for move in moves:
        because = filter(None, [move.deciding_kind, move.decision_id, move.deciding_reason])
        table.add_row(
            "\n".join(filter(None, [move.event_type, " ".join(because)])),
            f"{move.previous_customer_id}\n{move.customer_id}",
            f"{move.record_count:,}",
            f"{move.order_count:,}",
            f"{move.net_amount:,}",
        )
    return table


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        is_text = column.startswith("event")
        justify: JustifyMethod = "left" if is_text else "right"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=not is_text)
    return table
