{{ staged('marketing', 'ad_spend_google') }}
