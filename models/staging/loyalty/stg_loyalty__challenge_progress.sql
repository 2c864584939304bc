{{ staged('loyalty', 'challenge_progress') }}
