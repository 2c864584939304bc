{{ staged('feedback', 'exit_answer') }}
