{%- set weight = 3 -%}
with gaps as (
    select * from {{ ref('int_purchase_gaps') }}
),

shop as (
    select
        cast(median(gap_days) as double) as median_gap_days,
        cast(percentile_cont(0.9) within group (order by gap_days) as double) as p90_gap_days
    from {{ ref('int_purchase_day_gaps') }}
),

customers as (
    select
        customer_orders.customer_id,
        customer_orders.last_order_date,
        customer_orders.as_of_date,
        coalesce(gaps.gap_count, 0) as gap_count,
        gaps.median_gap_days,
        gaps.p90_gap_days,
        (coalesce(gaps.gap_count * gaps.median_gap_days, 0) + {{ weight }} * shop.median_gap_days)
        / (coalesce(gaps.gap_count, 0) + {{ weight }}) as shrunk_median_gap_days,
        (coalesce(gaps.gap_count * gaps.p90_gap_days, 0) + {{ weight }} * shop.p90_gap_days)
        / (coalesce(gaps.gap_count, 0) + {{ weight }}) as shrunk_p90_gap_days
    from {{ ref('int_customer_orders') }} as customer_orders
    cross join shop
    left join gaps
        on customer_orders.customer_id = gaps.customer_id
),

expected as (
    select
        *,
        {#- Rounded first: of 181 days a quantile may leave 181.00000000000065. #}
        {%- set usual = 'cast(floor(round(shrunk_median_gap_days, 6) + 0.5) as int)' %}
        {%- set long = 'cast(ceil(round(shrunk_p90_gap_days, 6)) as int)' %}
        {{ dbt.dateadd('day', usual, 'last_order_date') }} as next_at,
        {{ dbt.dateadd('day', long, 'last_order_date') }} as latest_at
    from customers
)

select
    customer_id,
    gap_count,
    median_gap_days,
    p90_gap_days,
    shrunk_median_gap_days,
    shrunk_p90_gap_days,
    cast(latest_at as date) < as_of_date as is_overdue,
    last_order_date,
    cast(next_at as date) as next_expected_date,
    cast(latest_at as date) as latest_expected_date,
    as_of_date
from expected
