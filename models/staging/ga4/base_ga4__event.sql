{{ stage('ga4', 'event', checks={
    'negative_amount:param_value': 'param_value < 0',
    'unknown_currency:param_currency': 'param_currency is not null and not ' ~ is_currency('param_currency'),
    'negative_quantity:ecommerce_total_item_quantity': 'ecommerce_total_item_quantity < 0',
    'absurd_quantity:ecommerce_total_item_quantity': 'ecommerce_total_item_quantity > 100000',
}, is_event=true) }}
