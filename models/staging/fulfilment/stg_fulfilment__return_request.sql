{{ staged('fulfilment', 'return_request') }}
