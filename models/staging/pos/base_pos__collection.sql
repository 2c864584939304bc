{{ stage('pos', 'collection', parents={
    'store_number': ['store', 'store_number'],
}, is_event=true) }}
