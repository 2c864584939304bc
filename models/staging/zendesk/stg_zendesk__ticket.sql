{{ staged('zendesk', 'ticket') }}
