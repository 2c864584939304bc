{{ staged('zendesk', 'brand') }}
