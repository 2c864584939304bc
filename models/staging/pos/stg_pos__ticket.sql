{{ staged('pos', 'ticket') }}
