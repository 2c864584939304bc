{{ staged('shopify', 'order_adjustment') }}
