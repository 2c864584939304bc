{{ raw_counts_from('cdnow', {
    'purchases': {'entity': 'orders', 'amount': 'dollar_value', 'staged_amount': 'dollar_amount'},
}) }}
