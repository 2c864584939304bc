{{ staged('zendesk', 'ticket_tag') }}
