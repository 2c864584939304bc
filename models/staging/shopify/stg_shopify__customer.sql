{{ staged('shopify', 'customer') }}
