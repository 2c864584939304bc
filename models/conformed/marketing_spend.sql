with delivered as (
    {{ conform('marketing_spend') }}
)

select
    delivered.*,
    {{ reporting_amount('delivered.spend_amount', exchange_rate('delivered.currency_code', 'rates.rate')) }}
        as reporting_spend_amount
from delivered
{{ join_exchange_rates('delivered.currency_code', 'delivered.spend_date') }}
