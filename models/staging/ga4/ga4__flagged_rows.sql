{{ flagged_from('ga4', ['event', 'item']) }}
