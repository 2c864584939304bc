select
    'klaviyo' as source_system,
    message_event_id,
    message_channel,
    event_type,
    is_machine_open,
    person_id as customer_record_id,
    campaign_id,
    flow_id,
    link_url,
    bounce_type,
    occurred_at,
    loaded_at
from {{ ref('int_klaviyo__message_events') }}
