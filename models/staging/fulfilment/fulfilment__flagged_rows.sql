{{ flagged_from('fulfilment', [
    'tracking', 'checkpoint', 'notification', 'return_request', 'return_request_line',
]) }}
