{{ stage('loyalty', 'tier') }}
