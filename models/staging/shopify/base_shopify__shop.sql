{{ stage('shopify', 'shop') }}
