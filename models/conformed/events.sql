{{ config(**entity_by_key('events', 'event_key', ['event_id'])) }}

with delivered as (
    {{ conform('events') }}
),

keyed as (
    select
        {{ hash_key(['source_system', 'event_id']) }} as event_key,
        {{ hash_key(['source_system', 'device_id']) }} as device_key,
        {{ hash_key(['account_system', 'account_id']) }} as customer_record_key,
        *
    from delivered
)

{{ changed_rows('keyed', 'event_key') }}
