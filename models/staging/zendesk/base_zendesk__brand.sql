{{ stage('zendesk', 'brand') }}
