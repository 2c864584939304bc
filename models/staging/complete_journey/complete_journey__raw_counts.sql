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
