{{ staged('shopify', 'product_variant') }}
