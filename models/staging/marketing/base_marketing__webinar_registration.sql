{{ stage(
    'marketing', 'webinar_registration', parents={'webinar_id': ['webinar', 'webinar_id']}, is_event=true
) }}
