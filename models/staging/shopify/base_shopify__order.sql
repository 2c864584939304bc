{{ stage('shopify', 'order',
    checks={
        'negative_amount:total_price': "total_price < 0 or subtotal_price < 0",
        'unknown_currency:currency': 'not ' ~ is_currency('currency'),
    },
) }}
