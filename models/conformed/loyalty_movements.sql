{{ config(**entity_by_key('loyalty_movements', 'movement_key', ['movement_id'])) }}

with delivered as (
    {{ conform('loyalty_movements') }}
),

keyed as (
    select
        {{ hash_key(['source_system', 'movement_id']) }} as movement_key,
        {{ hash_key(['source_system', 'member_id']) }} as member_key,
        *
    from delivered
)

{{ changed_rows('keyed', 'movement_key') }}
