{{ staged('shopify', 'discount_code_basic') }}
