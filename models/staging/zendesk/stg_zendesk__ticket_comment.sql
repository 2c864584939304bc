{{ staged('zendesk', 'ticket_comment') }}
