{{ stage('klaviyo', 'person') }}
