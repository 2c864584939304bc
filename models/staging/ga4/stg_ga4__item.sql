{{ staged('ga4', 'item') }}
