{{ staged('klaviyo', 'campaign') }}
