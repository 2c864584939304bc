with windows as (
    select
        customers.customer_id,
        customers.as_of_date,
        measure_windows.window_id,
        measure_windows.window_months,
        -- A date, not null: two comparisons make a hash join, an `or` compares everybody with everything.
        coalesce(
            {{ months_back('customers.as_of_date', 'measure_windows.window_months') }}, date '0001-01-01'
        ) as after_date
    from {{ ref('int_customer_orders') }} as customers
    cross join {{ ref('measure_windows') }} as measure_windows
)

select
    windows.customer_id,
    windows.window_id,
    windows.window_months,
    count(valid_orders.order_key) as frequency,
    cast(coalesce(sum(valid_orders.net_of_refunds_amount), 0) as decimal(18, 2)) as monetary_amount,
    max(valid_orders.order_date) as last_order_date,
    windows.as_of_date
from windows
left join {{ ref('int_valid_orders') }} as valid_orders
    on
        windows.customer_id = valid_orders.customer_id
        and windows.after_date < valid_orders.order_date
group by windows.customer_id, windows.window_id, windows.window_months, windows.as_of_date
