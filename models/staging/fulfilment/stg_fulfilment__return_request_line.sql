{{ staged('fulfilment', 'return_request_line') }}
