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
        sum(case when days_known >= 365 and days_to_next <= 365 then 1 else 0 end) as observed_repeats,
        cast(median(days_to_next) as double) as median_days_to_next
    from orders
    group by nth_order, as_of_date
)

select
    nth_order,
    reached_customers,
    repeated_customers,
    cast(observed_customers as bigint) as observed_customers,
    cast(observed_repeats as bigint) as observed_repeats,
    {{ safe_divide('repeated_customers', 'reached_customers') }} as repeat_rate_so_far,
    {{ safe_divide('observed_repeats', 'observed_customers') }} as repeat_rate_365d,
    median_days_to_next,
    as_of_date
from counted
