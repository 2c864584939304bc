{{ stage('loyalty', 'member') }}
