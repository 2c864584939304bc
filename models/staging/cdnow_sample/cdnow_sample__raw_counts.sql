{{ raw_counts_from('cdnow_sample', {
    'purchases': {'entity': 'orders', 'amount': 'dollar_value', 'staged_amount': 'dollar_amount'},
}) }}
