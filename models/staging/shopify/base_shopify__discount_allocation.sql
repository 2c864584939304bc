{{ stage('shopify', 'discount_allocation',
    checks={
        'negative_amount:amount': "amount < 0",
    },
    parents={
        'order_line_id': ['order_line', 'id'],
    },
) }}
