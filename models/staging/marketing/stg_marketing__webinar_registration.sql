{{ staged('marketing', 'webinar_registration') }}
