{{ config(**entity_by_key('message_events', 'message_event_key', ['message_event_id'])) }}

with delivered as (
    {{ conform('message_events') }}
),

keyed as (
    select
        {{ hash_key(['source_system', 'message_event_id']) }} as message_event_key,
        {{ hash_key(['source_system', 'customer_record_id']) }} as customer_record_key,
        *
    from delivered
)

{{ changed_rows('keyed', 'message_event_key') }}
