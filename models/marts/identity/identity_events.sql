{{ config(**materialized_by_reader()) }}

select
    events.event_batch,
    events.record_key,
    records.record_type,
    records.source_system,
    events.event_type,
    events.customer_id,
    events.previous_customer_id,
    events.group_state,
    events.registration_number,
    events.as_of_date,
    events.deciding_kind,
    events.deciding_key,
    events.decision_id,
    events.deciding_reason
from {{ ref('int_identity_events') }} as events
left join {{ ref('int_identity_records') }} as records
    on events.record_key = records.record_key
