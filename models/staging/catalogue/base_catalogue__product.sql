{{ stage('catalogue', 'product') }}
