{{ staged('feedback', 'review') }}
