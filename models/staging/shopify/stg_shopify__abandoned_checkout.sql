{{ staged('shopify', 'abandoned_checkout') }}
