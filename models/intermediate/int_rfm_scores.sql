-- One row a customer who ever bought: recency, frequency, monetary value and their tie-safe quintiles.
with customer_orders as (
    select * from {{ ref('int_customer_orders') }}
),

-- The brief's VIP rule counts orders and money over the same six calendar months.
recent as (
    select
        valid_orders.customer_id,
        count(*) as orders_6m_count,
        sum(valid_orders.net_of_refunds_amount) as net_6m_amount
    from {{ ref('int_valid_orders') }} as valid_orders
    cross join {{ ref('int_as_of') }} as as_of
    where valid_orders.order_date > {{ add_months('as_of.as_of_date', -6) }}
    group by valid_orders.customer_id
)

select
    customer_orders.customer_id,
    customer_orders.days_since_last_order as recency_days,
    customer_orders.order_count as frequency,
    customer_orders.purchase_day_count,
    customer_orders.net_of_refunds_amount as monetary_amount,
    coalesce(recent.orders_6m_count, 0) as orders_6m_count,
    coalesce(recent.net_6m_amount, 0) as net_6m_amount,
    {{ quintile('customer_orders.days_since_last_order desc') }} as recency_score,
    {{ quintile('customer_orders.order_count') }} as frequency_score,
    {{ quintile('customer_orders.net_of_refunds_amount') }} as monetary_score,
    customer_orders.last_order_date
from customer_orders
left join recent
    on customer_orders.customer_id = recent.customer_id
