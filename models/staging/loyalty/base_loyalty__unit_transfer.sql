{{ stage('loyalty', 'unit_transfer', checks={
    'unknown_value:type': "type not in ('adding', 'spending', 'expired', 'blocked', 'p2p_adding', 'p2p_spending')",
    'negative_quantity:points': "points < 0",
    'absurd_quantity:points': "points > 100000",
}, parents={
    'memberId': ['member', 'memberId'],
}, is_event=true) }}
