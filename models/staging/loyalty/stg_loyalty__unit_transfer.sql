{{ staged('loyalty', 'unit_transfer') }}
