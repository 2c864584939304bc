with history as (
    select * from {{ ref('stg_zendesk__ticket_field_history') }}
),

statuses as (
    select
        ticket_id,
        updated,
        lower(value) as status,
        lag(lower(value)) over (
            partition by ticket_id order by updated, _fivetran_synced, value
        ) as previous_status
    from history
    where field_name = 'status'
),

solutions as (
    select
        ticket_id,
        coalesce(
            max(case when status = 'solved' then updated end),
            min(case when status = 'closed' then updated end)
        ) as solved_at,
        sum(
            case
                when previous_status = 'solved' and status in ('new', 'open', 'pending', 'hold') then 1
                else 0
            end
        ) as reopen_count
    from statuses
    group by ticket_id
),

answers as (
    select
        ticket_id,
        case when lower(value) like 'good%' then 'good' else 'bad' end as satisfaction_score,
        row_number() over (
            partition by ticket_id order by updated desc, _fivetran_synced desc, value desc
        ) as number_from_last
    from history
    where field_name = 'satisfaction_score' and (lower(value) like 'good%' or lower(value) like 'bad%')
),

tickets as (
    select distinct ticket_id from history
)

select
    tickets.ticket_id,
    solutions.solved_at,
    cast(coalesce(solutions.reopen_count, 0) as bigint) as reopen_count,
    answers.satisfaction_score
from tickets
left join solutions
    on tickets.ticket_id = solutions.ticket_id
left join answers
    on tickets.ticket_id = answers.ticket_id and answers.number_from_last = 1
