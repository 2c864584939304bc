with delivered as (
    {{ conform('refunds') }}
),

-- A web order may be returned in a store: the refund is the till's, the order the web shop's.
keyed as (
    select
        {{ hash_key(['source_system', 'refund_id']) }} as refund_key,
        {{ hash_key(['coalesce(order_source_system, source_system)', 'order_id']) }} as order_key,
        {{ hash_key(['source_system', 'store_id']) }} as store_key,
        *
    from delivered
),

-- In the order's currency a refund has the order's rate; else, or without the order, that of its own day.
valued as (
    select
        keyed.*,
        orders.channel,
        case
            when keyed.currency_code = orders.currency_code then orders.exchange_rate
            else {{ exchange_rate('keyed.currency_code', 'rates.rate') }}
        end as exchange_rate
    from keyed
    left join {{ ref('orders') }} as orders
        on keyed.order_key = orders.order_key
    {{ join_exchange_rates('keyed.currency_code', 'keyed.refund_date') }}
)

select
    *,
    '{{ var("reporting_currency") }}' as reporting_currency_code,
    {{ reporting_amount('refund_amount') }} as reporting_refund_amount,
    {{ reporting_amount('shipping_amount') }} as reporting_shipping_amount
from valued
