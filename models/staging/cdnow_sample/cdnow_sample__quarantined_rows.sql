{{ quarantined_from('cdnow_sample', ['purchases']) }}
