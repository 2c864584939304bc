{{ staged('marketing', 'social_post_product') }}
