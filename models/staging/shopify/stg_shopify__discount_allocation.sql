{{ staged('shopify', 'discount_allocation') }}
