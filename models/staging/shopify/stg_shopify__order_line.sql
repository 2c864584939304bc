{{ staged('shopify', 'order_line') }}
