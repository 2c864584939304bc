{{ stage('shopify', 'customer_tag',
    parents={
        'customer_id': ['customer', 'id'],
    },
) }}
