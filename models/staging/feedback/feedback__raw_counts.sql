{{ raw_counts_from('feedback', {
    'response': {},
    'person': {},
    'exit_answer': {},
    'review': {'entity': 'reviews'},
}) }}
