{{ staged('feedback', 'person') }}
