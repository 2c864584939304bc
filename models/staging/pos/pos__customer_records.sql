select
    'pos' as source_system,
    customer_number as customer_record_id,
    'person' as record_type,
    cast(created_at as date) as first_seen_date,
    email,
    phone,
    first_name,
    last_name,
    time_zone,
    brand,
    created_at_utc as created_at
from {{ ref('int_pos__customers') }}
