{{ staged('klaviyo', 'metric') }}
