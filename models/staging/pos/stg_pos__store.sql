{{ staged('pos', 'store') }}
