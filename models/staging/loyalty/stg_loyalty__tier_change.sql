{{ staged('loyalty', 'tier_change') }}
