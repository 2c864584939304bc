{{ stage('marketing', 'store_visit', checks={
    'negative_quantity:minutes': 'minutes < 0',
    'absurd_quantity:minutes': 'minutes > 1440',
}, is_event=true) }}
