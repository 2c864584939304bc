{{ flagged_from('loyalty', [
    'member', 'unit_transfer', 'tier', 'tier_change', 'reward', 'reward_redemption', 'challenge', 'challenge_progress',
]) }}
