{{ staged('pos', 'collection') }}
