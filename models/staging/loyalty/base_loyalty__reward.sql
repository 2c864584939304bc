{{ stage('loyalty', 'reward') }}
