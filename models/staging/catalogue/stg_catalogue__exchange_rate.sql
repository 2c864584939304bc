{{ staged('catalogue', 'exchange_rate') }}
