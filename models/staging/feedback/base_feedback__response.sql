{{ stage('feedback', 'response', checks={
    'unknown_survey_type:survey_type': "survey_type not in ('nps', 'csat', 'ces', 'smileys', 'stars')",
    'negative_quantity:score': 'score < 0',
    'absurd_quantity:score': 'score > 100000',
    'off_scale:score': "score between 0 and 100000 and (score > case when survey_type = 'nps' then 10 else 5 end
        or (survey_type <> 'nps' and score < 1))",
    'in_1970:created_at': 'created_at < 631152000',
    'in_the_future:created_at': "timestamp '1970-01-01 00:00:00' + created_at * interval '1' second > _fivetran_synced + interval '1' day",
}, parents={'person_id': ['person', 'id']}) }}
