{{ stage('marketing', 'social_post') }}
