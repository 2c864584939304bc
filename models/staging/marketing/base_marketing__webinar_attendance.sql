{{ stage('marketing', 'webinar_attendance', checks={
    'negative_quantity:minutes': 'minutes < 0',
    'absurd_quantity:minutes': 'minutes > 1440',
}, parents={'registration_id': ['webinar_registration', 'registration_id']}, is_event=true) }}
