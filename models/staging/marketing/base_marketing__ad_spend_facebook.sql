{{ stage('marketing', 'ad_spend_facebook', checks={
    'negative_amount:spend': 'spend < 0',
    'unknown_currency:account_currency': 'not ' ~ is_currency('account_currency'),
}) }}
