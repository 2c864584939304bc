{{ staged('ga4', 'event') }}
