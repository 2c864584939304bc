-- Every engagement but orders and visits that names a customer record. The list is the definition.
{% set touches = {
    'message_open': {'from': 'message_events', 'id': 'message_event_id', 'channel': 'message_channel', 'at': 'occurred_at',
        'where': "event_type = 'opened' and not coalesce(is_machine_open, false)"},
    'message_click': {'from': 'message_events', 'id': 'message_event_id', 'channel': 'message_channel', 'at': 'occurred_at',
        'where': "event_type = 'clicked'"},
    'checkout': {'from': 'checkouts', 'id': 'checkout_id', 'channel': 'channel', 'at': 'started_at'},
    'ticket': {'from': 'tickets', 'id': 'ticket_id', 'channel': 'contact_channel', 'at': 'created_at'},
    'survey_response': {'from': 'survey_responses', 'id': 'response_id', 'channel': 'channel', 'at': 'responded_at'},
    'review': {'from': 'reviews', 'id': 'review_id', 'channel': 'channel', 'at': 'created_at'},
    'points_spent': {'from': 'loyalty_movements', 'id': 'movement_id', 'key': 'member_key', 'channel': "'loyalty'",
        'at': 'occurred_at', 'where': "movement_type = 'burn' and not " ~ is_cancelled_by_as_of()},
    'enrolment': {'from': 'loyalty_members', 'id': 'member_id', 'key': 'member_key', 'channel': "'loyalty'",
        'at': 'enrolled_at'},
    'touchpoint': touchpoint_touch(),
} %}

{% for touch_type, touch in touches.items() %}
select
    '{{ touch_type }}' as touch_type,
    source_system,
    {{ touch.id }} as touch_id,
    {{ touch.key or 'customer_record_key' }} as customer_record_key,
    {{ touch.channel }} as channel,
    {{ date_there(touch.at) }} as touch_date,
    {{ touch.at }} as touched_at
from {{ ref(touch.from) }}
where
    {{ touch.key or 'customer_record_key' }} is not null
    {%- if touch.where %}
    and {{ touch.where }}
    {%- endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
