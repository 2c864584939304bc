with delivered as (
    {{ conform('payments') }}
),

keyed as (
    select
        {{ hash_key(['source_system', 'payment_id']) }} as payment_key,
        {{ hash_key(['coalesce(order_source_system, source_system)', 'order_id']) }} as order_key,
        *
    from delivered
)

-- Where the source does not say, money moves where its order was placed.
select
    keyed.payment_key,
    keyed.order_key,
    keyed.source_system,
    keyed.payment_id,
    keyed.order_id,
    keyed.order_source_system,
    keyed.refund_id,
    keyed.payment_kind,
    keyed.payment_method,
    coalesce(keyed.channel, orders.channel) as channel,
    coalesce(keyed.time_zone, orders.time_zone, '{{ var("time_zone") }}') as time_zone,
    keyed.instrument_hash,
    keyed.currency_code,
    keyed.amount,
    keyed.paid_at,
    keyed.loaded_at,
    '{{ var("reporting_currency") }}' as reporting_currency_code,
    {{ reporting_amount('keyed.amount', exchange_rate('keyed.currency_code', 'rates.rate')) }}
        as reporting_amount
from keyed
{{ join_order_of('keyed') }}
{{ join_exchange_rates('keyed.currency_code', 'cast(keyed.paid_at as date)') }}
