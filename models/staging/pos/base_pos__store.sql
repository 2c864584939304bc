{{ stage('pos', 'store') }}
