{{ stage('loyalty', 'tier_change', parents={
    'memberId': ['member', 'memberId'],
}, is_event=true) }}
