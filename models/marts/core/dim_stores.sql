with orders as (
    select
        orders.store_key,
        orders.source_system,
        conformed.store_id,
        min(conformed.time_zone) as time_zone,
        sum(case when orders.is_valid then 1 else 0 end) as order_count,
        min(case when orders.is_valid then orders.order_date end) as first_order_date,
        max(case when orders.is_valid then orders.order_date end) as last_order_date
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('orders') }} as conformed
        on orders.order_key = conformed.order_key
    where orders.store_key is not null
    group by orders.store_key, orders.source_system, conformed.store_id
),

stores as (
    select * from {{ ref('stores') }}
)

-- A store that only orders name is kept with its id and the orders' time zone.
select
    coalesce(stores.store_key, orders.store_key) as store_key,
    coalesce(stores.source_system, orders.source_system) as source_system,
    coalesce(stores.store_id, orders.store_id) as store_id,
    coalesce(stores.time_zone, orders.time_zone) as time_zone,
    cast(coalesce(orders.order_count, 0) as bigint) as order_count,
    stores.store_key is null as is_inferred,
    orders.first_order_date,
    orders.last_order_date
from stores
full outer join orders
    on stores.store_key = orders.store_key
