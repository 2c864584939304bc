with delivered as (
    {{ conform('stores') }}
)

select
    {{ hash_key(['source_system', 'store_id']) }} as store_key,
    *
from delivered
