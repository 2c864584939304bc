{{ stage('catalogue', 'attribute_requirement') }}
