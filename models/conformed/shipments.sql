with delivered as (
    {{ conform('shipments') }}
)

-- The parcel has the channel of its order, and its zone where the recipient's is not told.
select
    delivered.source_system,
    delivered.shipment_id,
    delivered.order_id,
    delivered.order_source_system,
    orders.channel,
    delivered.carrier,
    delivered.tracking_number,
    delivered.shipment_status,
    coalesce(delivered.time_zone, orders.time_zone, '{{ var("time_zone") }}') as time_zone,
    delivered.notification_count,
    delivered.promised_at,
    delivered.shipped_at,
    delivered.delivered_at
from delivered
{{ join_order_of('delivered') }}
