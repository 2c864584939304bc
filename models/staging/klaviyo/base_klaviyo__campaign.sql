{{ stage('klaviyo', 'campaign') }}
