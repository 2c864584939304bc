with delivered as (
    {{ conform('price_history') }}
),

valued as (
    select
        delivered.*,
        {{ exchange_rate('delivered.currency_code', 'rates.rate') }} as exchange_rate
    from delivered
    {{ join_exchange_rates('delivered.currency_code', 'delivered.valid_from') }}
)

select
    source_system,
    product_id,
    currency_code,
    price_amount,
    compare_at_amount,
    valid_from,
    valid_to,
    '{{ var("reporting_currency") }}' as reporting_currency_code,
    {{ reporting_amount('price_amount') }} as reporting_price_amount,
    {{ reporting_amount('compare_at_amount') }} as reporting_compare_at_amount
from valued
