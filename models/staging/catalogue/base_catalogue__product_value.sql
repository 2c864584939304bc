{{ stage('catalogue', 'product_value', parents={'identifier': ['product', 'identifier']}) }}
