{{ stage('loyalty', 'challenge') }}
