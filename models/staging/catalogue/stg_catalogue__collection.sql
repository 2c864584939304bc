{{ staged('catalogue', 'collection') }}
