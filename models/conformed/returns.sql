with delivered as (
    {{ conform('returns') }}
)

-- What comes back has the channel of its order, beside the one by which it comes.
select
    delivered.*,
    orders.channel
from delivered
left join {{ ref('orders') }} as orders
    on
        {{ hash_key([
            'coalesce(delivered.order_source_system, delivered.source_system)', 'delivered.order_id',
        ]) }} = orders.order_key
