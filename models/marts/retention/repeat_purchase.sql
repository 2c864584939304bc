with orders as (
    select
        valid_orders.customer_order_number as nth_order,
        as_of.as_of_date,
        {{ days_between('valid_orders.order_date', 'as_of.as_of_date') }} as days_known,
        {{ days_between(
            'valid_orders.order_date',
            'lead(valid_orders.order_date) over ('
            ~ 'partition by valid_orders.customer_id order by valid_orders.customer_order_number)',
        ) }} as days_to_next
    from {{ ref('int_valid_orders') }} as valid_orders
    cross join {{ ref('int_as_of') }} as as_of
),

counted as (
    select
        nth_order,
        as_of_date,
        count(*) as reached_customers,
        count(days_to_next) as repeated_customers,
        sum(case when days_known >= 365 then 1 else 0 end) as observed_customers,
        sum(case when days_known >= 365 and days_to_next <= 365 then 1 else 0 end) as observed_repeats
    from orders
    group by nth_order, as_of_date
),

-- Who has not come back yet has waited until as_of.
waits as (
    select
        nth_order,
        coalesce(days_to_next, days_known) as duration_days,
        count(days_to_next) as event_count,
        count(*) - count(days_to_next) as censored_count
    from orders
    group by nth_order, coalesce(days_to_next, days_known)
),

curves as (
    {{ product_limit('waits', ['nth_order']) }}
),

medians as (
    select
        nth_order,
        {#- A billionth: exp(ln(1/2)) may be a little more than a half. #}
        cast(min(duration_days) as double) as median_days_to_next
    from curves
    where {{ survival() }} <= 0.5 + 1e-9
    group by nth_order
)

select
    counted.nth_order,
    counted.reached_customers,
    counted.repeated_customers,
    cast(counted.observed_customers as bigint) as observed_customers,
    cast(counted.observed_repeats as bigint) as observed_repeats,
    {{ safe_divide('counted.repeated_customers', 'counted.reached_customers') }} as repeat_rate_so_far,
    {{ safe_divide('counted.observed_repeats', 'counted.observed_customers') }} as repeat_rate_365d,
    medians.median_days_to_next,
    counted.as_of_date
from counted
left join medians
    on counted.nth_order = medians.nth_order
