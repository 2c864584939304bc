{{ staged('shopify', 'order') }}
