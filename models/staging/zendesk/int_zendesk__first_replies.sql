with tickets as (
    select * from {{ ref('stg_zendesk__ticket') }}
),

staff as (
    select id as user_id
    from {{ ref('stg_zendesk__user') }}
    where lower(role) <> 'end-user'
),

comments as (
    select * from {{ ref('stg_zendesk__ticket_comment') }}
    where public
)

-- The first message of a request is the request itself, also when an agent wrote it down during a call.
select
    comments.ticket_id,
    min(comments.created) as first_replied_at
from comments
inner join staff
    on comments.user_id = staff.user_id
inner join tickets
    on comments.ticket_id = tickets.id
where comments.created > tickets.created_at
group by comments.ticket_id
