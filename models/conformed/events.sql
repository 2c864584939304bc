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
),

valued as (
    select
        keyed.*,
        '{{ var("reporting_currency") }}' as reporting_currency_code,
        {{ reporting_amount('keyed.value_amount', exchange_rate('keyed.currency_code', 'rates.rate')) }}
            as reporting_value_amount
    from keyed
    {{ join_exchange_rates('keyed.currency_code', 'keyed.event_date') }}
)

{{ changed_rows('valued', 'event_key') }}
