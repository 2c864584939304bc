{{ cdnow_orders('cdnow') }}
