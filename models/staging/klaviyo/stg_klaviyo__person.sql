{{ staged('klaviyo', 'person') }}
