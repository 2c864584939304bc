{{ stage('fulfilment', 'notification', parents={'tracking_id': ['tracking', 'id']}, is_event=true) }}
