{{ staged('shopify', 'order_line_refund') }}
