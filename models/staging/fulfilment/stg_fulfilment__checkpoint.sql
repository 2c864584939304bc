{{ staged('fulfilment', 'checkpoint') }}
