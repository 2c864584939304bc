{{ staged('shopify', 'discount_application') }}
