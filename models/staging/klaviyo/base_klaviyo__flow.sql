{{ stage('klaviyo', 'flow') }}
