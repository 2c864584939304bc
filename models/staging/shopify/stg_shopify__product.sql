{{ staged('shopify', 'product') }}
