select
    'pos' as source_system,
    record_type,
    record_id,
    identifier_kind,
    identifier_value,
    min(seen_at) as first_seen_at,
    max(seen_at) as last_seen_at
from {{ ref('int_pos__identifiers') }}
group by record_type, record_id, identifier_kind, identifier_value
