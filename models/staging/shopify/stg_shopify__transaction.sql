{{ staged('shopify', 'transaction') }}
