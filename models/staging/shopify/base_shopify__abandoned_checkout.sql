{{ stage('shopify', 'abandoned_checkout',
    checks={
        'negative_amount:total_price': "total_price < 0 or subtotal_price < 0",
        'unknown_currency:presentment_currency': 'not ' ~ is_currency('presentment_currency'),
    },
) }}
