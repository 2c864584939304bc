{{ staged('marketing', 'social_post') }}
