{{ stage('catalogue', 'stock_count', checks={
    'negative_quantity:quantity': 'quantity < 0',
    'absurd_quantity:quantity': 'quantity > 100000',
}, is_event=true) }}
