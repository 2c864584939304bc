{{ staged('shopify', 'order_discount_code') }}
