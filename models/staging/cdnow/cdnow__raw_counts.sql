{{ raw_counts_from('cdnow', {
    'purchases': {
        'entity': 'orders',
        'raw_amount': parse_number('dollar_value', 'decimal(18, 2)'),
        'staged_amount': 'dollar_amount',
    },
}) }}
