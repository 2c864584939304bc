{{ stage('catalogue', 'collection') }}
