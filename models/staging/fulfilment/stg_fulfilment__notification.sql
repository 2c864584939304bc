{{ staged('fulfilment', 'notification') }}
