"""Rows and money by system, month and currency: as the marts tell them and as simulated."""

from __future__ import annotations

from typing import Any

from .build import Rows, Sample

MONEY_AND_ROWS = {
    "orders": """
        select source_system, strftime(order_date, '%Y-%m'), currency_code, count(*),
            sum(order_currency_net_amount * 100)::bigint
        from marts.fct_orders where is_valid group by all""",
    "refunds": """
        select refunds.source_system, strftime(refund_date, '%Y-%m'),
            refunds.currency_code, count(*), sum((order_currency_refund_amount
                + coalesce(order_currency_shipping_amount, 0)) * 100)::bigint
        from marts.fct_refunds as refunds join marts.fct_orders using (order_key)
        where order_status <> 'cancelled' group by all""",
    "points": """
        select source_system, strftime(movement_month, '%Y-%m'), '', movement_count,
            net_points::bigint
        from marts.points_by_month""",
    "points_locked": """
        select source_system, strftime(movement_month, '%Y-%m'), '', lock_count,
            locked_points::bigint
        from marts.points_by_month where lock_count > 0""",
    "messages": """
        select source_system, strftime(event_month, '%Y-%m'), '', sum(event_count)::bigint, 0
        from marts.messages_by_month group by all""",
}
MONTHLY = {
    "points": (
        "loyalty_movements",
        "sum(points)::bigint",
        "movement_type <> 'lock' and not coalesce(is_cancelled, false)",
    ),
    "points_locked": (
        "loyalty_movements",
        "sum(points)::bigint",
        "movement_type = 'lock' and not coalesce(is_cancelled, false)",
    ),
    "messages": ("message_events", "0", "true"),
}
"""What is told by marts of months, which end on the evening of as_of: entity, amount, condition."""
LATER = """
    select source_system, strftime(timezone('Europe/Paris', timezone('UTC', occurred_at)), '%Y-%m'),
        '', count(*), {amount}
    from conformed.{entity}, intermediate.int_as_of
    where {condition}
        and timezone('Europe/Paris', timezone('UTC', occurred_at))::date > as_of_date
    group by all"""
"""The sample goes on for some hours or days after the last order: the evening of as_of."""


def sums(sample: Sample, entity: str) -> Rows:
    """System, month, currency, rows and minor units as the warehouse tells them."""
    query = MONEY_AND_ROWS[entity]
    if entity in MONTHLY:
        name, amount, condition = MONTHLY[entity]
        later = LATER.format(entity=name, amount=amount, condition=condition)
        query = f"""
            select system, month, currency, sum(counted)::bigint, sum(summed)::bigint
            from ({query} union all {later}) as t (system, month, currency, counted, summed)
            group by all"""
    return sorted(sample.ask(query))


def truth_sums(sample: Sample, entity: str) -> Rows:
    """The same as they were simulated."""
    query = f"""select system, month, currency, "rows", amount from truth('totals')
        where entity = '{entity}'"""
    return sorted(sample.ask(query))


def balances(sample: Sample) -> tuple[Any, ...]:
    """Points on the evening of as_of: those of all profiles, and those of all members."""
    (told,) = sample.ask(
        """select (select sum(points_balance) from marts.customer_profiles),
            (select sum(balance_points) from marts.points_by_month
                where movement_month = (select max(movement_month) from marts.points_by_month))"""
    )
    return told
