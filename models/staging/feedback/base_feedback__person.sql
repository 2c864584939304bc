{{ stage('feedback', 'person', checks={
    'in_1970:created_at': 'created_at < 631152000',
    'in_the_future:created_at': "timestamp '1970-01-01 00:00:00' + created_at * interval '1' second > _fivetran_synced + interval '1' day",
}) }}
