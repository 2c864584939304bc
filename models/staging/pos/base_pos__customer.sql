{{ stage('pos', 'customer') }}
