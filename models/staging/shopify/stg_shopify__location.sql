{{ staged('shopify', 'location') }}
