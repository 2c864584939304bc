{{ staged('pos', 'customer') }}
