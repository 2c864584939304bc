{{ staged('loyalty', 'reward_redemption') }}
