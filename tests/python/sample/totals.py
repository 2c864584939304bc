"""Rows and money by system, month and currency: as the warehouse tells them and as simulated."""

from __future__ import annotations

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
        select source_system,
            strftime(timezone('Europe/Paris', timezone('UTC', occurred_at)), '%Y-%m'), '',
            count(*), sum(points)::bigint
        from conformed.loyalty_movements
        where movement_type <> 'lock' and not coalesce(is_cancelled, false) group by all""",
    "messages": """
        select source_system,
            strftime(timezone('Europe/Paris', timezone('UTC', occurred_at)), '%Y-%m'), '',
            count(*), 0
        from conformed.message_events group by all""",
}


def sums(sample: Sample, entity: str) -> Rows:
    """System, month, currency, rows and minor units as the warehouse tells them."""
    return sorted(sample.ask(MONEY_AND_ROWS[entity]))


def truth_sums(sample: Sample, entity: str) -> Rows:
    """The same as they were simulated."""
    query = f"""select system, month, currency, "rows", amount from truth('totals')
        where entity = '{entity}'"""
    return sorted(sample.ask(query))
