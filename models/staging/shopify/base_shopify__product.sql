{{ stage('shopify', 'product') }}
