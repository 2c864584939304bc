{{ stage('marketing', 'ad_spend_google', checks={
    'negative_amount:cost_micros': 'cost_micros < 0',
    'unknown_currency:currency_code': 'not ' ~ is_currency('currency_code'),
    'absurd_quantity:clicks': 'clicks > impressions',
}) }}
