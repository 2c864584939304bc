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
),

-- Where the source does not say, points move where the order behind them was placed.
placed as (
    select
        keyed.movement_key,
        keyed.member_key,
        keyed.source_system,
        keyed.movement_id,
        keyed.member_id,
        keyed.movement_type,
        keyed.points,
        keyed.order_source_system,
        keyed.order_id,
        keyed.reward_id,
        coalesce(keyed.channel, orders.channel) as channel,
        coalesce(keyed.time_zone, orders.time_zone, '{{ var("time_zone") }}') as time_zone,
        keyed.is_cancelled,
        keyed.cancelled_at,
        keyed.occurred_at,
        keyed.available_at,
        keyed.expires_at,
        keyed.loaded_at
    from keyed
    {{ join_order_of('keyed') }}
)

{{ changed_rows('placed', 'movement_key') }}
