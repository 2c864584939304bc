{{ stage('shopify', 'discount_code_basic') }}
