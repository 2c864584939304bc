with delivered as (
    {{ conform('marketing_spend') }}
)

select
    delivered.*,
    '{{ var("reporting_currency") }}' as reporting_currency_code,
    {{ reporting_amount('delivered.spend_amount', exchange_rate('delivered.currency_code', 'rates.rate')) }}
        as reporting_spend_amount
from delivered
{{ join_exchange_rates('delivered.currency_code', 'delivered.spend_date') }}
