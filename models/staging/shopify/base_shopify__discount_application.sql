{{ stage('shopify', 'discount_application',
    parents={
        'order_id': ['order', 'id'],
    },
) }}
