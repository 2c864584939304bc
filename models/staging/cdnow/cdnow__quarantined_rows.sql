{{ quarantined_from('cdnow', ['purchases']) }}
