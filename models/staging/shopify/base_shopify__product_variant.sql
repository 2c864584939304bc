{{ stage('shopify', 'product_variant',
    checks={
        'negative_amount:price': "price < 0",
    },
    parents={
        'product_id': ['product', 'id'],
    },
) }}
