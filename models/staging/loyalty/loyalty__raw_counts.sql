{%- set sign = "case when type in ('spending', 'expired', 'p2p_spending') then -1 else 1 end" -%}
{{ raw_counts_from('loyalty', {
    'member': {'entity': 'loyalty_members'},
    'unit_transfer': {
        'entity': 'loyalty_movements',
        'raw_amount': sign ~ ' * ' ~ parse_number('points', 'decimal(18, 2)'),
        'staged_amount': sign ~ ' * points',
    },
    'tier': {},
    'tier_change': {},
    'reward': {},
    'reward_redemption': {},
    'challenge': {},
    'challenge_progress': {},
}) }}
