-- A basket is an order, and a store is known by what it sold.
with counts as (
    {{ raw_counts_from('complete_journey', {
        'transactions': {
            'entity': 'order_lines',
            'raw_amount': 'try_cast(sales_value as decimal(18, 2))',
            'staged_amount': 'sales_value',
        },
        'products': {'entity': 'products'},
        'demographics': {},
        'campaign_descriptions': {'entity': 'campaigns'},
        'campaigns': {},
        'coupons': {'entity': 'coupons'},
        'coupon_redemptions': {},
    }) }}
)

select * from counts
union all
{{ counted_apart('complete_journey', {
    'transactions (baskets)': {
        'entity': 'orders', 'from': ref('stg_complete_journey__transactions'),
        'rows': 'count(distinct basket_id)', 'amount': 'sales_value',
    },
    'transactions (stores)': {
        'entity': 'stores', 'from': ref('stg_complete_journey__transactions'),
        'rows': 'count(distinct store_id)',
    },
}) }}
