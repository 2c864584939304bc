select
    customer_id,
    field,
    value,
    source_system,
    record_key,
    rule,
    candidate_count,
    value_count,
    is_verified,
    is_contested,
    observed_at
from {{ ref('int_profile_fields') }}
