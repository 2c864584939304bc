{{ stage('feedback', 'review', checks={
    'negative_quantity:score': 'score < 0',
    'absurd_quantity:score': 'score > 100000',
    'off_scale:score': 'score = 0 or score between 6 and 100000',
}) }}
