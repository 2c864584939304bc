with delivered as (
    {{ conform('shipments') }}
)

-- The parcel has the channel of its order.
select
    delivered.*,
    orders.channel
from delivered
left join {{ ref('orders') }} as orders
    on
        {{ hash_key([
            'coalesce(delivered.order_source_system, delivered.source_system)', 'delivered.order_id',
        ]) }} = orders.order_key
