{{ stage('marketing', 'webinar') }}
