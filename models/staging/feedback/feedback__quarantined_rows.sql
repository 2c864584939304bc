{{ quarantined_from('feedback', [
    'response', 'person', 'exit_answer', 'review',
]) }}
