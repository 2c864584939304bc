{{ stage('fulfilment', 'checkpoint', parents={'tracking_id': ['tracking', 'id']}, is_event=true) }}
