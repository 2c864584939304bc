{{ stage('shopify', 'discount_redeem_code',
    parents={
        'discount_id': ['discount_code_basic', 'id'],
    },
) }}
