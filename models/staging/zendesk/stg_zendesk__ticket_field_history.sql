{{ staged('zendesk', 'ticket_field_history') }}
