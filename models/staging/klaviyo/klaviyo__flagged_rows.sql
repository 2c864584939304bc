{{ flagged_from('klaviyo', [
    'event', 'person', 'metric', 'campaign', 'flow',
]) }}
