select
    id || '-erasure' as consent_event_id,
    id as customer_record_id,
    'all' as channel,
    true as is_granted,
    'request' as method,
    custom_erasure_requested_at as changed_at
from {{ ref('stg_klaviyo__person') }}
where custom_erasure_requested_at is not null
