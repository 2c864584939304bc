{{ stage('zendesk', 'ticket_comment', parents={'ticket_id': ['ticket', 'id']}, is_event=true) }}
