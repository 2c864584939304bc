{{ staged('shopify', 'refund') }}
