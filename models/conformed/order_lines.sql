{{ config(**entity_by_key('order_lines', 'order_line_key', ['order_id', 'line_id'])) }}

with delivered as (
    {{ conform('order_lines') }}
),

keyed as (
    select
        {{ hash_key(['source_system', 'order_id', 'line_id']) }} as order_line_key,
        {{ hash_key(['source_system', 'order_id']) }} as order_key,
        {{ hash_key(['product_id']) }} as product_key,
        *
    from delivered
),

in_reporting_currency as (
    select
        keyed.*,
        orders.channel,
        '{{ var("reporting_currency") }}' as reporting_currency_code,
        {{ reporting_amount('keyed.net_amount', 'orders.exchange_rate') }} as reporting_net_amount,
        {{ reporting_amount('keyed.promotion_discount_amount', 'orders.exchange_rate') }}
            as reporting_promotion_discount_amount,
        {{ reporting_amount('keyed.coupon_discount_amount', 'orders.exchange_rate') }}
            as reporting_coupon_discount_amount,
        {{ reporting_amount('keyed.third_party_discount_amount', 'orders.exchange_rate') }}
            as reporting_third_party_discount_amount,
        {{ reporting_amount('keyed.cost_amount', 'orders.exchange_rate') }} as reporting_cost_amount
    from keyed
    left join {{ ref('orders') }} as orders
        on keyed.order_key = orders.order_key
),

valued as (
    select
        *,
        cast(
            reporting_net_amount + coalesce(reporting_promotion_discount_amount, 0)
            + coalesce(reporting_coupon_discount_amount, 0)
            as decimal(18, 2)
        ) as reporting_gross_amount
    from in_reporting_currency
)

{{ changed_rows('valued', 'order_line_key') }}
