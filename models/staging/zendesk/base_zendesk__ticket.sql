{{ stage('zendesk', 'ticket', parents={'requester_id': ['user', 'id']}) }}
