-- What each customer bought within the span that a lifespan counts: from the first order to the last, or to
-- the last day on which the end of a lifetime can be told.
with lifetimes as (
    select * from {{ ref('int_lifetimes') }}
),

bought as (
    select
        lifetimes.customer_id,
        count(*) as order_count,
        sum(valid_orders.net_of_refunds_amount) as net_amount
    from lifetimes
    inner join {{ ref('int_valid_orders') }} as valid_orders
        on lifetimes.customer_id = valid_orders.customer_id
    where
        {{ days_between('lifetimes.first_order_date', 'valid_orders.order_date') }}
        <= lifetimes.duration_days
    group by lifetimes.customer_id
)

select
    'observed' as clock,
    customer_id,
    order_count,
    net_of_refunds_amount as net_amount,
    first_to_last_purchase_days as span_days,
    1 as is_ended
from {{ ref('int_customer_orders') }}
union all
select
    'survival' as clock,
    lifetimes.customer_id,
    bought.order_count,
    bought.net_amount,
    lifetimes.duration_days as span_days,
    lifetimes.is_ended
from lifetimes
inner join bought
    on lifetimes.customer_id = bought.customer_id
