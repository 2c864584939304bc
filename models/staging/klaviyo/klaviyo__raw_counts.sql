{{ raw_counts_from('klaviyo', {
    'event': {},
    'person': {},
    'metric': {},
    'campaign': {},
    'flow': {},
}) }}
