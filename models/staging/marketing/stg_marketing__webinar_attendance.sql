{{ staged('marketing', 'webinar_attendance') }}
