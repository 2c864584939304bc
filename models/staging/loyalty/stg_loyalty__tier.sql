{{ staged('loyalty', 'tier') }}
