{{ raw_counts_from('complete_journey', {
    'transactions': {'entity': 'order_lines', 'amount': 'sales_value'},
    'products': {'entity': 'products'},
    'demographics': {},
    'campaign_descriptions': {'entity': 'campaigns'},
    'campaigns': {},
    'coupons': {'entity': 'coupons'},
    'coupon_redemptions': {},
}) }}
