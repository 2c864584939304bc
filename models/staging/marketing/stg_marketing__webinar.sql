{{ staged('marketing', 'webinar') }}
