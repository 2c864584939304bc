-- An order names the checkout that it came from; without that, completed_at still tells that there was one.
-- It was begun in the web shop unless it, or its order, says that the app began it.
with orders as (
    select
        checkout_id,
        min(order_id) as order_id,
        min(channel) as channel,
        min(ordered_at) as ordered_at
    from {{ ref('int_shopify__orders') }}
    where checkout_id is not null
    group by checkout_id
)

select
    'shopify' as source_system,
    cast(checkouts.id as string) as checkout_id,
    cast(checkouts.customer_id as string) as customer_record_id,
    checkouts.email,
    case
        when lower(checkouts.source_name) in ('iphone', 'android', 'ipad', 'app', 'mobile_app') then 'app'
        when checkouts.source_name is null and orders.channel = 'app' then 'app'
        else 'web'
    end as channel,
    zones.time_zone,
    upper(coalesce(checkouts.presentment_currency, checkouts.currency)) as currency_code,
    cast(checkouts.subtotal_price as decimal(18, 2)) as value_amount,
    cast(orders.order_id as string) as order_id,
    checkouts.created_at as started_at,
    checkouts.updated_at as last_changed_at,
    coalesce(checkouts.completed_at, orders.ordered_at) as completed_at
from {{ ref('stg_shopify__abandoned_checkout') }} as checkouts
left join orders
    on checkouts.id = orders.checkout_id
left join {{ ref('int_shopify__shop_zones') }} as zones
    on upper(checkouts.currency) = zones.currency_code
where not coalesce(checkouts._fivetran_deleted, false)
