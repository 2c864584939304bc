{{ stage('marketing', 'ad_spend_other', checks={
    'negative_amount:cost': 'cost < 0',
    'unknown_currency:currency': 'not ' ~ is_currency('currency'),
}) }}
