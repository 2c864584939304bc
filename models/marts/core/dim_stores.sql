with stores as (
    select * from {{ ref('stores') }}
),

orders as (
    select
        store_key,
        count(*) as order_count,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from {{ ref('fct_orders') }}
    where is_valid
    group by store_key
)

select
    stores.store_key,
    stores.source_system,
    stores.store_id,
    stores.time_zone,
    coalesce(orders.order_count, 0) as order_count,
    orders.first_order_date,
    orders.last_order_date
from stores
left join orders
    on stores.store_key = orders.store_key
