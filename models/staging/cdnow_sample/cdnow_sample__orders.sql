{{ cdnow_orders('cdnow_sample') }}
