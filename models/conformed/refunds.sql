with delivered as (
    {{ conform('refunds') }}
)

select
    {{ hash_key(['source_system', 'refund_id']) }} as refund_key,
    {{ hash_key(['source_system', 'order_id']) }} as order_key,
    *
from delivered
