{{ staged('marketing', 'social_tap') }}
