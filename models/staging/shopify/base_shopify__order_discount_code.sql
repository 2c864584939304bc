{{ stage('shopify', 'order_discount_code',
    checks={
        'negative_amount:amount': "amount < 0",
    },
    parents={
        'order_id': ['order', 'id'],
    },
) }}
