{{ stage('fulfilment', 'return_request_line', checks={
    'negative_amount:price': 'price < 0',
    'negative_amount:refund': 'refund < 0',
}, parents={'return_id': ['return_request', 'id']}) }}
