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

select
    keyed.*,
    {{ reporting_amount('keyed.amount', exchange_rate('keyed.currency_code', 'rates.rate')) }}
        as reporting_amount
from keyed
{{ join_exchange_rates('keyed.currency_code', 'cast(keyed.paid_at as date)') }}
