{{ staged('zendesk', 'user') }}
