{{ staged('fulfilment', 'tracking') }}
