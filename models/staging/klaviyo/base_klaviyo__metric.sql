{{ stage('klaviyo', 'metric') }}
