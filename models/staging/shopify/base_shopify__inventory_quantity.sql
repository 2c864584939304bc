{{ stage('shopify', 'inventory_quantity',
    checks={
        'absurd_quantity:quantity': "quantity > 100000 or quantity < -100000",
    },
    parents={
        'inventory_item_id': ['inventory_item', 'id'],
    },
) }}
