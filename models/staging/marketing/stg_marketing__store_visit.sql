{{ staged('marketing', 'store_visit') }}
