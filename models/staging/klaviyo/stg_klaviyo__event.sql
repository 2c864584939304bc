{{ staged('klaviyo', 'event') }}
