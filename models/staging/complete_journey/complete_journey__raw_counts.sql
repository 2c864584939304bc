-- A basket is an order, and a store is known by what it sold. Every line of a basket has its time.
{%- set transactions = ref('stg_complete_journey__transactions') %}
with counts as (
    {{ raw_counts_from('complete_journey', {
        'transactions': {
            'entity': 'order_lines',
            'raw_amount': 'try_cast(sales_value as decimal(18, 2))',
            'staged_amount': 'sales_value',
            'days': ['try_cast(transaction_timestamp as timestamp)', 'transacted_at'],
        },
        'products': {'entity': 'products', 'days': ['null', 'null']},
        'demographics': {},
        'campaign_descriptions': {
            'entity': 'campaigns', 'days': ['try_cast(start_date as date)', 'start_date'],
        },
        'campaigns': {},
        'coupons': {'entity': 'coupons', 'days': ['null', 'null']},
        'coupon_redemptions': {},
    }) }}
)

select * from counts
union all
{{ counted_apart('complete_journey', {
    'transactions (baskets)': {
        'entity': 'orders', 'from': transactions, 'day': 'transacted_at',
        'rows': 'count(distinct basket_id)', 'amount': 'sales_value',
    },
    'transactions (stores)': {
        'entity': 'stores', 'from': transactions, 'day': 'null', 'rows': 'count(distinct store_id)',
    },
}) }}
