{{ staged('klaviyo', 'flow') }}
