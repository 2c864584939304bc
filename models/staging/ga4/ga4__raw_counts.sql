{{ raw_counts_from('ga4', {
    'event': {'entity': 'events'},
    'item': {},
}) }}
