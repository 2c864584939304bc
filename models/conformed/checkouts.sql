with delivered as (
    {{ conform('checkouts') }}
)

select
    {{ hash_key(['source_system', 'customer_record_id']) }} as customer_record_key,
    *
from delivered
