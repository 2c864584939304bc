-- Tickets that were open on the evening of as_of, the last one, and the last answers on leaving and on
-- recommending.
with tickets as (
    select
        customer_map.customer_id,
        tickets.topic,
        tickets.created_at,
        case
            when tickets.ticket_status in ('solved', 'closed') and tickets.solved_at is null then false
            when {{ shop_date('tickets.solved_at') }} <= as_of.as_of_date then false
            else true
        end as is_open,
        row_number() over (
            partition by customer_map.customer_id
            order by tickets.created_at desc, tickets.source_system asc, tickets.ticket_id asc
        ) as place
    from {{ ref('tickets') }} as tickets
    inner join {{ ref('int_customer_map') }} as customer_map
        on tickets.customer_record_key = customer_map.customer_record_key
    cross join {{ ref('int_as_of') }} as as_of
    where {{ shop_date('tickets.created_at') }} <= as_of.as_of_date
),

asked as (
    select
        customer_id,
        count(*) as ticket_count,
        count(case when is_open then 1 end) as open_ticket_count,
        min(case when place = 1 then topic end) as last_ticket_topic,
        max(created_at) as last_ticket_at
    from tickets
    group by customer_id
),

answers as (
    select
        customer_map.customer_id,
        answers.survey_type,
        answers.score,
        answers.reason_code,
        answers.responded_at,
        row_number() over (
            partition by customer_map.customer_id, answers.survey_type
            order by answers.responded_at desc, answers.source_system asc, answers.response_id asc
        ) as place
    from {{ ref('survey_responses') }} as answers
    inner join {{ ref('int_customer_map') }} as customer_map
        on answers.customer_record_key = customer_map.customer_record_key
    cross join {{ ref('int_as_of') }} as as_of
    where
        (answers.survey_type = 'exit' or (answers.survey_type = 'nps' and answers.score is not null))
        and {{ shop_date('answers.responded_at') }} <= as_of.as_of_date
),

answered as (
    select
        customer_id,
        min(case when survey_type = 'nps' then score end) as last_nps_score,
        min(case when survey_type = 'nps' then responded_at end) as last_nps_at,
        min(case when survey_type = 'exit' then reason_code end) as last_exit_reason,
        min(case when survey_type = 'exit' then responded_at end) as last_exit_at
    from answers
    where place = 1
    group by customer_id
)

select
    coalesce(asked.customer_id, answered.customer_id) as customer_id,
    asked.ticket_count,
    asked.open_ticket_count,
    asked.last_ticket_topic,
    asked.last_ticket_at,
    answered.last_nps_score,
    answered.last_nps_at,
    answered.last_exit_reason,
    answered.last_exit_at
from asked
full outer join answered
    on asked.customer_id = answered.customer_id
