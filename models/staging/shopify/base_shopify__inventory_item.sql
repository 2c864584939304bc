{{ stage('shopify', 'inventory_item') }}
