{{ staged('shopify', 'customer_tag') }}
