{{ staged('pos', 'ticket_line') }}
