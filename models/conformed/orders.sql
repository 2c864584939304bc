with delivered as (
    {{ conform('orders') }}
),

valued as (
    select
        delivered.*,
        {{ exchange_rate('delivered.currency_code', 'rates.rate') }} as exchange_rate
    from delivered
    {{ join_exchange_rates('delivered.currency_code', 'delivered.order_date') }}
)

select
    {{ hash_key(['source_system', 'order_id']) }} as order_key,
    {{ hash_key(['source_system', 'customer_record_id']) }} as customer_record_key,
    {{ hash_key(['source_system', 'store_id']) }} as store_key,
    *,
    '{{ var("reporting_currency") }}' as reporting_currency_code,
    -- Net is rounded by itself, gross is what adds up to it.
    cast(
        {{ reporting_amount('net_amount') }}
        + coalesce({{ reporting_amount('promotion_discount_amount') }}, 0)
        + coalesce({{ reporting_amount('coupon_discount_amount') }}, 0)
        as decimal(18, 2)
    ) as reporting_gross_amount,
    {{ reporting_amount('promotion_discount_amount') }} as reporting_promotion_discount_amount,
    {{ reporting_amount('coupon_discount_amount') }} as reporting_coupon_discount_amount,
    {{ reporting_amount('net_amount') }} as reporting_net_amount,
    {{ reporting_amount('shipping_amount') }} as reporting_shipping_amount,
    {{ reporting_amount('tax_amount') }} as reporting_tax_amount,
    {{ reporting_amount('shipping_tax_amount') }} as reporting_shipping_tax_amount,
    {{ reporting_amount('third_party_discount_amount') }} as reporting_third_party_discount_amount
from valued
