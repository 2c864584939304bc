with delivered as (
    {{ conform('order_lines') }}
)

select
    {{ hash_key(['source_system', 'order_id', 'line_id']) }} as order_line_key,
    {{ hash_key(['source_system', 'order_id']) }} as order_key,
    {{ hash_key(['source_system', 'product_id']) }} as product_key,
    *
from delivered
