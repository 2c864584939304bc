{{ stage('fulfilment', 'return_request', checks={
    'negative_amount:total': 'total < 0',
    'negative_amount:refund': 'refund < 0',
    'unknown_currency:currency': 'not ' ~ is_currency('currency'),
}) }}
