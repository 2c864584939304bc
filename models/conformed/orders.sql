with delivered as (
    {{ conform('orders') }}
)

select
    {{ hash_key(['source_system', 'order_id']) }} as order_key,
    {{ hash_key(['source_system', 'customer_record_id']) }} as customer_record_key,
    {{ hash_key(['source_system', 'store_id']) }} as store_key,
    *
from delivered
