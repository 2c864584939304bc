with delivered as (
    {{ conform('products') }}
)

select
    {{ hash_key(['product_id']) }} as product_key,
    *
from delivered
