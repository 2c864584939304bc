"""The closed figures that an erasure must leave as they are, to the last bit."""

from __future__ import annotations

import hashlib

import duckdb

QUERIES = {
    "retention_periods": "select * from marts.retention_periods order by all",
    "cohort_retention": "select * from marts.cohort_retention order by all",
    "fct_orders by month": """
        select source_system, date_trunc('month', order_date) as month, currency_code, is_valid,
            count(*), count(distinct customer_id), sum(gross_amount), sum(net_amount),
            sum(refunded_amount), sum(order_currency_net_amount)
        from marts.fct_orders group by all order by all""",
}


def figures(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A digest of each, by name."""
    found = {}
    for name, query in QUERIES.items():
        rows = connection.execute(query).fetchall()
        found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found
