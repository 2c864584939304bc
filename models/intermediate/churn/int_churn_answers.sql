-- The last answer to the question of recommendation that a customer had given by an evening.
with answers as (
    select
        customer_map.customer_id,
        cast(answers.score as double) as nps_score,
        {{ shop_date('answers.responded_at') }} as answered_date,
        lead({{ shop_date('answers.responded_at') }}) over (
            partition by customer_map.customer_id
            order by answers.responded_at asc, answers.source_system desc, answers.response_id desc
        ) as next_date
    from {{ ref('survey_responses') }} as answers
    inner join {{ ref('int_customer_map') }} as customer_map
        on answers.customer_record_key = customer_map.customer_record_key
    where answers.survey_type = 'nps' and answers.score is not null
)

select
    answers.customer_id,
    dates.described_date,
    answers.nps_score as last_nps_score,
    answers.answered_date as last_nps_date
from answers
inner join {{ ref('int_rfm_dates') }} as dates
    on
        answers.answered_date <= dates.described_date
        and coalesce(answers.next_date, date '9999-12-31') > dates.described_date
