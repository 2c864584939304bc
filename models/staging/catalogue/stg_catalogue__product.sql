{{ staged('catalogue', 'product') }}
