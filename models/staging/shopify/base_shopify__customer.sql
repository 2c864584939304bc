{{ stage('shopify', 'customer') }}
