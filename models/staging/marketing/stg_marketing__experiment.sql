{{ staged('marketing', 'experiment') }}
