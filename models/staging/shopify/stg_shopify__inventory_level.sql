{{ staged('shopify', 'inventory_level') }}
