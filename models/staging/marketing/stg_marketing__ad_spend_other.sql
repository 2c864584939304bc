{{ staged('marketing', 'ad_spend_other') }}
