{{ staged('marketing', 'ad_spend_facebook') }}
