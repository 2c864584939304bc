"""The closed figures that an erasure must leave as they are, to the last bit."""

from __future__ import annotations

import hashlib

import duckdb

QUERIES = {
    "retention_periods": "select * from marts.retention_periods order by all",
    "cohort_retention": "select * from marts.cohort_retention order by all",
    "growth_accounting": "select * from marts.growth_accounting order by all",
    # Codes may hold a name, which goes; with the visits may go what brought a customer.
    "cohort_triangles": """
        select * from marts.cohort_triangles
        where dimension not in ('coupon_code', 'acquisition') order by all""",
    "fct_orders by month": """
        select source_system, date_trunc('month', order_date) as month, currency_code, is_valid,
            count(*), count(distinct customer_id), sum(gross_amount), sum(net_amount),
            sum(refunded_amount), sum(order_currency_net_amount)
        from marts.fct_orders group by all order by all""",
}


def figures(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A digest of each that the file has (one of an earlier version may lack some), by name."""
    found = {}
    for name, query in QUERIES.items():
        try:
            rows = connection.execute(query).fetchall()
        except duckdb.CatalogException:
            continue
        found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found
