select
    customer_id,
    purpose,
    channel,
    source_system,
    customer_record_key,
    method,
    is_granted,
    is_conflict,
    valid_from,
    valid_to,
    granted_at,
    revoked_at
from {{ ref('int_customer_consents') }}
