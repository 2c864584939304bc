-- Valid orders, discounted from 5 % of the gross amount on, and whether the next came within six months.
with orders as (
    select
        orders.*,
        lead(orders.order_date) over (
            partition by orders.customer_id order by orders.customer_order_number
        ) as next_order_date,
        {{ add_months('orders.order_date', 6) }} as lapsed_date,
        as_of.as_of_date
    from {{ ref('int_valid_orders') }} as orders
    cross join {{ ref('int_as_of') }} as as_of
)

select
    order_key,
    customer_id,
    customer_order_number,
    net_amount,
    case
        when discount_amount is null then null
        when gross_amount > 0 then discount_amount * 100 >= gross_amount * 5
        else false
    end as is_discounted,
    -- Also of who came back sooner, else those who do not would always be judged later.
    case when lapsed_date <= as_of_date then coalesce(next_order_date < lapsed_date, false) end
        as is_followed,
    order_date,
    lapsed_date,
    as_of_date
from orders
