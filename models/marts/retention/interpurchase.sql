{%- set weight = 3 -%}
{%- set enough = 100 -%}
with gaps as (
    select * from {{ ref('int_purchase_gaps') }}
),

usual as (
    select
        *,
        greatest(long_wait_days, median_wait_days) as p90_wait_days
    from {{ ref('int_usual_waits') }}
    where pool = 'shop' or wait_count >= {{ enough }}
),

-- The wait that the last purchase day began, and the narrowest pool that knows enough of such waits.
pooled as (
    select
        {%- for column in ['pool', 'median_wait_days', 'p90_wait_days'] %}
        case
            when categories.pool is not null then categories.{{ column }}
            when days.pool is not null then days.{{ column }}
            else shop.{{ column }}
        end as {{ column }},
        {%- endfor %}
        waits.customer_id
    from {{ ref('int_order_waits') }} as waits
    inner join {{ ref('int_first_orders') }} as first_orders
        on waits.customer_id = first_orders.customer_id
    left join usual as categories
        on
            categories.pool = 'category'
            and first_orders.category = categories.category
            and waits.stratum = categories.stratum
    left join usual as days
        on days.pool = 'purchase_day' and waits.stratum = days.stratum
    inner join usual as shop
        on shop.pool = 'shop'
    where waits.is_event = 0
),

customers as (
    select
        customer_orders.customer_id,
        customer_orders.last_order_date,
        customer_orders.as_of_date,
        coalesce(gaps.gap_count, 0) as gap_count,
        gaps.median_gap_days,
        gaps.p90_gap_days,
        {%- for column in ['median', 'p90'] %}
        (
            coalesce(gaps.gap_count * gaps.{{ column }}_gap_days, 0)
            + {{ weight }} * pooled.{{ column }}_wait_days
        ) / cast(coalesce(gaps.gap_count, 0) + {{ weight }} as double) as shrunk_{{ column }}_gap_days,
        {%- endfor %}
        pooled.pool as gap_basis
    from {{ ref('int_customer_orders') }} as customer_orders
    inner join pooled
        on customer_orders.customer_id = pooled.customer_id
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
    gap_basis,
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
