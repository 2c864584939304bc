{{ stage('catalogue', 'price', checks={
    'negative_amount:price': 'price < 0',
    'unknown_currency:currency': 'not ' ~ is_currency('currency'),
}) }}
