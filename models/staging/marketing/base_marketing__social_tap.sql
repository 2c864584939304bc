{{ stage(
    'marketing', 'social_tap', parents={'post_id': ['social_post', 'post_id']}, is_event=true
) }}
