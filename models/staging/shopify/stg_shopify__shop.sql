{{ staged('shopify', 'shop') }}
