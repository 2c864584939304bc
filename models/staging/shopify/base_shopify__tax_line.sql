{{ stage('shopify', 'tax_line',
    checks={
        'negative_amount:price': "price < 0",
    },
    parents={
        'order_line_id': ['order_line', 'id'],
    },
) }}
