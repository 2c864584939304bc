{{ stage('loyalty', 'reward_redemption', checks={
    'negative_quantity:costInPoints': "costInPoints < 0",
    'absurd_quantity:costInPoints': "costInPoints > 100000",
}, parents={
    'memberId': ['member', 'memberId'],
    'rewardId': ['reward', 'rewardId'],
}) }}
