{{ staged('catalogue', 'price') }}
