{{ raw_counts_from('zendesk', {
    'ticket': {},
    'user': {},
    'ticket_comment': {},
    'ticket_field_history': {},
    'ticket_tag': {},
    'brand': {},
}) }}
