{{ quarantined_from('ga4', ['event', 'item']) }}
