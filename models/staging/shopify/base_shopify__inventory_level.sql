{{ stage('shopify', 'inventory_level',
    parents={
        'inventory_item_id': ['inventory_item', 'id'],
        'location_id': ['location', 'id'],
    },
) }}
