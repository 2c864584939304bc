{{ stage('shopify', 'location') }}
