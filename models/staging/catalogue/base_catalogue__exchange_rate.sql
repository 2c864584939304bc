{{ stage('catalogue', 'exchange_rate', checks={
    'negative_amount:eur_per_unit': 'eur_per_unit <= 0',
    'unknown_currency:currency': 'not ' ~ is_currency('currency'),
}) }}
