{{ stage('marketing', 'experiment') }}
