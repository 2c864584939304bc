with delivered as (
    {{ conform('shipments') }}
)

-- The parcel has the channel of its order.
select
    delivered.*,
    orders.channel
from delivered
{{ join_order_of('delivered') }}
