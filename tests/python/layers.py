"""Small layers made by hand: 400 orders of 40 customers in 100 days, every rule kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
from later_layers import LATER_MARTS

from loyalty_warehouse.settings import Shop

ENTITIES = [
    "orders",
    "order_lines",
    "customer_records",
    "products",
    "stores",
    "campaigns",
    "coupons",
    "refunds",
]
SHOP = Shop(name="corner", systems={"till": ENTITIES}, file=Path("corner.yml"))
AS_OF = "date '2024-04-09'"

CONFORMED = """
create schema conformed;
create table conformed.order_lines as
select
    order_number as order_key, 'till' as source_system, 'o' || order_number as order_id,
    'l' || line as line_id, (order_number + line) % 20 as product_key,
    1.0::decimal(18, 3) as quantity, 10.00::decimal(18, 2) as gross_amount,
    1.00::decimal(18, 2) as promotion_discount_amount,
    0.50::decimal(18, 2) as coupon_discount_amount, 8.50::decimal(18, 2) as net_amount,
    null::decimal(18, 2) as third_party_discount_amount
from range(400) as orders (order_number), range(1, 3) as lines (line);

create table conformed.orders as
select
    order_number as order_key, order_number % 40 as customer_record_key,
    order_number % 3 as store_key, 'till' as source_system, 'o' || order_number as order_id,
    'c' || order_number % 40 as customer_record_id, 's' || order_number % 3 as store_id,
    'completed' as order_status, false as is_test, false as is_staff, 2::bigint as line_count,
    20.00::decimal(18, 2) as gross_amount, 2.00::decimal(18, 2) as promotion_discount_amount,
    1.00::decimal(18, 2) as coupon_discount_amount, 17.00::decimal(18, 2) as net_amount,
    null::decimal(18, 2) as third_party_discount_amount,
    date '2024-01-01' + (order_number // 4)::int as order_date,
    timestamp '2024-01-01 20:00:00' + interval 1 day * (order_number // 4) as ordered_at
from range(400) as orders (order_number);

create table conformed.customer_records as
select number as customer_record_key, 'till' as source_system from range(42) as t (number);
create table conformed.products as
select number as product_key, 'till' as source_system, 'food' as department
from range(20) as t (number);
create table conformed.stores as
select number as store_key, 'till' as source_system from range(3) as t (number);
create table conformed.campaigns as
select
    'till' as source_system, 'k' || number as campaign_id, date '2024-02-01' as start_date,
    date '2024-03-01' as end_date
from range(3) as t (number);
create table conformed.coupons as
select 'till' as source_system, 'u' || number as coupon_id, 'k' || number % 3 as campaign_id
from range(9) as t (number);
create table conformed.refunds as
select 'till' as source_system, 5.00::decimal(18, 2) as refund_amount;
"""

MARTS = f"""
create schema rules;
create table rules.rfm_segments as select 'regular' as segment union all select 'lapsed';
create schema marts;
create table marts.fct_orders as
select
    *, customer_record_key as customer_id, true as is_valid, null::varchar as invalid_reason,
    0.00::decimal(18, 2) as refunded_amount,
    row_number() over (partition by customer_record_key order by order_key) as customer_order_number
from conformed.orders;
create table marts.fct_order_lines as select * from conformed.order_lines;
create table marts.fct_refunds as
select date '2024-02-01' as order_date, date '2024-02-05' as refund_date;
create table marts.dim_products as select * from conformed.products;
create table marts.dim_stores as select * from conformed.stores;
create table marts.dim_customers as
select
    records.customer_record_key as customer_id,
    case when count(order_key) > 0 then 'purchased' else 'never_purchased' end as purchase_state,
    count(order_key) as order_count, min(order_date) as first_order_date,
    max(order_date) as last_order_date
from conformed.customer_records as records left join conformed.orders using (customer_record_key)
group by records.customer_record_key;
create table marts.rfm_current as
select
    customer_id, purchase_state, {AS_OF} as as_of_date,
    date_diff('day', last_order_date, {AS_OF}) as recency_days,
    case when order_count > 0 then 3 end as frequency_score,
    case when order_count > 0 then 1 + recency_days % 5 end as recency_score,
    case when order_count > 0 then 3 end as monetary_score,
    case
        when order_count = 0 then 'never_purchased'
        when customer_id % 2 = 0 then 'regular'
        else 'lapsed'
    end as rfm_segment,
    (order_count * 17)::decimal(18, 2) as monetary_amount, order_count as frequency
from marts.dim_customers;
create table marts.retention_periods as
select *, 1 - churn_rate as rate_strict from (
    values
    ('month', date '2024-01-01', 0, 30, 30, 0, 0, null),
    ('month', date '2024-02-01', 30, 36, 10, 0, 4, 4 / 30),
    ('month', date '2024-03-01', 36, 34, 0, 4, 6, 6 / 36),
    ('year', date '2024-01-01', 0, 40, 40, 0, 0, null)
) as t (
    grain, period_start_date, start_customers, end_customers, new_customers,
    reactivated_customers, churned_customers, churn_rate
);
create table marts.cohort_retention as
select * from (
    values
    (date '2024-01-01', 0, 30, 1.0), (date '2024-01-01', 1, 30, 0.9),
    (date '2024-01-01', 2, 30, null), (date '2024-02-01', 0, 10, 1.0),
    (date '2024-02-01', 1, 10, 0.5)
) as t (cohort_month, month_number, cohort_customers, retention_rate);
create table marts.clv_customers as
select
    customer_id, case when order_count > 0 then 'computed' else purchase_state end as formula_state,
    order_count, order_count as purchase_day_count, order_count - 1 as repeat_purchase_day_count,
    date_diff('day', first_order_date, last_order_date) as first_to_last_purchase_days,
    date_diff('day', first_order_date, {AS_OF}) as customer_age_days,
    (order_count * 20)::decimal(18, 2) as historic_gross_amount,
    (order_count * 3)::decimal(18, 2) as historic_discount_amount,
    0::decimal(18, 2) as historic_refund_amount,
    (order_count * 17)::decimal(18, 2) as historic_net_amount,
    case when order_count > 0 then 17.0::double end as average_order_value,
    case when order_count > 0 then 100.0::double end as formula_clv_amount,
    case when order_count > 0 then 'predicted' else 'never_purchased' end as prediction_state,
    true as is_better_than_naive
from marts.dim_customers;
create table marts.churn_flags as
select customer_id, 'silent' as rule_id, true as is_computable, customer_id % 4 = 0 as is_flagged
from marts.dim_customers where order_count > 0
union all
select customer_id, 'complaints', false, null from marts.dim_customers where order_count > 0;
create table marts.ghost_customers as
select
    customer_id, {AS_OF} as as_of_date, last_order_date as last_engaged_date,
    customer_id = 39 as is_ghost, case when customer_id = 39 then {AS_OF} end as ghost_since
from marts.dim_customers where order_count > 0;
"""


def make_layers(database: Path, *faults: str, later_faults: Iterable[str] = ()) -> Path:
    """Write both layers to a new DuckDB file, with the statements that inject faults.

    The marts that stand on others are made of what the faults leave, then the later faults run.
    """
    with duckdb.connect(str(database)) as connection:
        for statement in (CONFORMED, MARTS, *faults, LATER_MARTS, *later_faults):
            connection.execute(statement)
    return database


def make_purchases(raw_path: Path, *faults: str, rows: int = 200) -> Path:
    """Write CDNOW's raw table as text, as it lands, with faults injected into `purchases`."""
    file = raw_path / "cdnow" / "purchases.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create table purchases as
            select
                number + 2 as _line, lpad((number // 3)::varchar, 5, '0') as customer_id,
                strftime(date '1997-01-01' + number::int, '%Y%m%d') as date,
                (1 + number % 3)::varchar as number_of_cds,
                case when number = 7 then '0.00' else '29.33' end as dollar_value
            from range({rows}) as t (number)
            """
        )
        for fault in faults:
            connection.execute(fault)
        connection.execute(f"copy purchases to '{file}' (format parquet)")
    return raw_path
