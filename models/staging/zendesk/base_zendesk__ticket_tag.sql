{{ stage('zendesk', 'ticket_tag', parents={'ticket_id': ['ticket', 'id']}) }}
