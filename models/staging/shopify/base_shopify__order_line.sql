{{ stage('shopify', 'order_line',
    checks={
        'negative_quantity:quantity': "quantity < 0",
        'absurd_quantity:quantity': "quantity > 100000",
        'negative_amount:price': "price < 0 or original_total_set_shop_amount < 0",
    },
    parents={
        'order_id': ['order', 'id'],
    },
) }}
