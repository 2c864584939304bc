with delivered as (
    {{ conform('customer_records') }}
)

select
    {{ hash_key(['source_system', 'customer_record_id']) }} as customer_record_key,
    *
from delivered
