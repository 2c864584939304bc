{{ staged('loyalty', 'challenge') }}
