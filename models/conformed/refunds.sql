with delivered as (
    {{ conform('refunds') }}
),

-- A web order may be returned in a store: the refund is the till's, the order the web shop's.
keyed as (
    select
        {{ hash_key(['source_system', 'refund_id']) }} as refund_key,
        {{ hash_key(['coalesce(order_source_system, source_system)', 'order_id']) }} as order_key,
        {{ hash_key(['source_system', 'store_id']) }} as store_key,
        *
    from delivered
)

select
    keyed.*,
    {{ reporting_amount('keyed.refund_amount', 'orders.exchange_rate') }} as reporting_refund_amount,
    {{ reporting_amount('keyed.shipping_amount', 'orders.exchange_rate') }} as reporting_shipping_amount
from keyed
left join {{ ref('orders') }} as orders
    on keyed.order_key = orders.order_key
