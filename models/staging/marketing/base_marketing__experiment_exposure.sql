{{ stage(
    'marketing', 'experiment_exposure', parents={'experiment_id': ['experiment', 'experiment_id']}, is_event=true
) }}
