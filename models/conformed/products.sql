with delivered as (
    {{ conform('products') }}
)

select
    {{ hash_key(['source_system', 'product_id']) }} as product_key,
    *
from delivered
