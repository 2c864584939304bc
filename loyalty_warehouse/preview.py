"""A few lines of every subject area of a published warehouse, for the end of `make warehouse`."""

from __future__ import annotations

from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from loyalty_warehouse.database import opened

QUERIES = {
    "quality: how many marts have which grade": """
        select grade, usable, count(*) as marts
        from quality.grades group by grade, usable order by grade, usable""",
    "quality: the worst marts and why (all stand in quality.grades)": """
        select mart, grade,
            left(reasons, 150) || case when length(reasons) > 150 then ' ...' else '' end as reasons
        from quality.grades where grade > 'A' order by grade desc, mart limit 5""",
    "core: what stands in the dimensions and facts": """
        select 'customers' as what, count(*) as row_count, null as net_amount, min(first_order_date)
            as first_date, max(last_order_date) as last_date from marts.dim_customers
        union all
        select 'valid orders', count(*), sum(net_amount), min(order_date), max(order_date)
        from marts.fct_orders where is_valid
        union all
        select 'order lines', count(*), sum(net_amount), min(order_date), max(order_date)
        from marts.fct_order_lines where is_valid
        union all
        select 'products', count(*), null, null, null from marts.dim_products
        union all
        select 'stores', count(*), null, min(first_order_date), max(last_order_date)
        from marts.dim_stores""",
    "identity: records of each system, and how many are one customer with another": """
        select source_system, sum(record_count)::bigint as records,
            sum(matched_record_count)::bigint as matched,
            sum(cross_system_record_count)::bigint as matched_across_systems
        from marts.identity_coverage
        group by source_system order by records desc, source_system limit 4""",
    "profile: what is known of the latest buyers": """
        select customer_id, source_systems, channels_seen, rfm_segment, order_count as orders,
            net_amount, last_order_date
        from marts.customer_profiles where order_count > 0
        order by last_order_date desc, net_amount desc, customer_id limit 3""",
    "rfm: the largest segments": """
        select rfm_segment, count(*) as customers, round(avg(recency_days), 1) as mean_recency_days,
            round(avg(frequency), 1) as mean_frequency, sum(monetary_amount) as monetary_amount
        from marts.rfm_current group by all order by customers desc, rfm_segment limit 5""",
    "retention: the last complete quarters": """
        select period_start_date as quarter, start_customers as start, end_customers as "end",
            new_customers as new, reactivated_customers as reactivated,
            churned_customers as churned, round(rate_strict, 3) as strict_rate
        from marts.retention_periods where grain = 'quarter' and is_complete_period
        order by period_start_date desc limit 4""",
    "retention: share of each cohort that buys again": """
        select cohort_month, max(cohort_customers) as customers,
            round(max(retention_rate) filter (month_number = 1), 3) as month_1,
            round(max(retention_rate) filter (month_number = 3), 3) as month_3,
            round(max(retention_rate) filter (month_number = 6), 3) as month_6,
            round(max(retention_rate) filter (month_number = 12), 3) as month_12
        from marts.cohort_retention group by cohort_month order by cohort_month limit 4""",
    "value: the most valuable customers, with what is predicted of them (80 % interval)": """
        select customer_id, order_count as orders, historic_net_amount as historic_net,
            round(predicted_net_365d_amount, 2) as predicted_net_365d,
            round(net_365d_low_amount, 2) as low, round(net_365d_high_amount, 2) as high,
            prediction_state
        from marts.clv_customers where order_count > 0
        order by historic_net_amount desc, customer_id limit 4""",
    "value: forecasts of the last year that is over, beside what came": """
        select forecast, customer_count as customers, actual_purchases as purchases,
            round(predicted_purchases, 0) as predicted, round(purchase_total_error, 3) as error
        from marts.clv_backtest
        where slice_kind = 'all' and horizon_days = 365 and described_date = (
            select max(described_date) from marts.clv_backtest where horizon_days = 365
        )
        order by forecast""",
    "churn: chance of no order in 90 days, and the first reason for it": """
        select reason_1, count(*) as customers, round(min(p_no_order_90d), 3) as least,
            round(avg(p_no_order_90d), 3) as mean, round(max(p_no_order_90d), 3) as most
        from marts.churn_scores where is_eligible
        group by reason_1 order by customers desc, reason_1 limit 4""",
    "churn: flagged customers by rule": """
        select rule_id, max(horizon_days) as horizon_days, count(*) filter (is_flagged) as flagged,
            count(*) filter (is_computable) as computable, count(*) as customers
        from marts.churn_flags group by rule_id order by rule_id""",
    "churn: ghosts": """
        select is_ghost, count(*) as customers, min(last_engaged_date) as earliest,
            max(last_engaged_date) as latest, sum(historic_net_amount) as historic_net_amount
        from marts.ghost_customers group by is_ghost order by is_ghost""",
}


def show(console: Console, shop: str, file: Path) -> None:
    """Print the preview of one published file. Raises WarehouseError if it cannot be opened."""
    console.rule(f"{shop}", align="left")
    with opened(file, read_only=True) as connection:
        for title, query in QUERIES.items():
            try:
                rows = connection.execute(query)
            except duckdb.CatalogException:
                console.print(f"{title}: not in this warehouse, its mart is switched off")
                continue
            table = Table(title=title, title_justify="left")
            for column in rows.description:
                # Spaces let a long name wrap between words; values stay whole.
                table.add_column(column[0].replace("_", " "), justify="right", overflow="fold")
            for row in rows.fetchall():
                table.add_row(*(_text(value) for value in row))
            console.print(table)


def _text(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) and abs(value) < 10**9 else str(value)
