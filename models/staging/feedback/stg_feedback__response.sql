{{ staged('feedback', 'response') }}
