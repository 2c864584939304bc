{{ staged('shopify', 'inventory_item') }}
