with delivered as (
    {{ conform('checkouts') }}
)

select
    {{ hash_key(['delivered.source_system', 'delivered.customer_record_id']) }} as customer_record_key,
    delivered.*,
    '{{ var("reporting_currency") }}' as reporting_currency_code,
    {{ reporting_amount('delivered.value_amount', exchange_rate('delivered.currency_code', 'rates.rate')) }}
        as reporting_value_amount
from delivered
{{ join_exchange_rates('delivered.currency_code', shop_date('delivered.started_at')) }}
