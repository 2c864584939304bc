{{ stage('zendesk', 'ticket_field_history', parents={'ticket_id': ['ticket', 'id']}, is_event=true) }}
