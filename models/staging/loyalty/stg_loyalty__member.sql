{{ staged('loyalty', 'member') }}
