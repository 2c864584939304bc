{{ raw_counts_from('fulfilment', {
    'tracking': {'entity': 'shipments'},
    'checkpoint': {},
    'notification': {},
    'return_request': {
        'raw_amount': 'try_cast(total as decimal(18, 2))',
        'staged_amount': 'total',
    },
    'return_request_line': {'entity': 'returns'},
}) }}
