{{ staged('pos', 'tender') }}
