{{ staged('loyalty', 'reward') }}
