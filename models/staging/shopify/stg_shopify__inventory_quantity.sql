{{ staged('shopify', 'inventory_quantity') }}
