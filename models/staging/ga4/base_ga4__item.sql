{{ stage('ga4', 'item', checks={
    'negative_amount:price': 'price < 0',
    'negative_quantity:quantity': 'quantity < 0',
    'absurd_quantity:quantity': 'quantity > 100000',
}, is_event=true) }}
