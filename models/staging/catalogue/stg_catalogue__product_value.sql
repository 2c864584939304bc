{{ staged('catalogue', 'product_value') }}
