{{ stage('loyalty', 'challenge_progress', parents={
    'achievementId': ['challenge', 'achievementId'],
    'memberId': ['member', 'memberId'],
}) }}
