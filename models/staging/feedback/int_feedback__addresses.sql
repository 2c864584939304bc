-- Every address known by itself, from reviewers and people who left, and the accounts given with it. What
-- forms write when there is no address names nobody.
with written as (
    select
        email,
        cast(null as string) as customer_id,
        created_at as seen_at
    from {{ ref('stg_feedback__review') }}
    union all
    select
        email,
        customer_id,
        submitted_at as seen_at
    from {{ ref('stg_feedback__exit_answer') }}
)

select
    lower(email) as address,
    customer_id,
    min(email) as email,
    min(seen_at) as first_seen_at,
    max(seen_at) as last_seen_at
from written
where email is not null and not {{ is_placeholder_email('email') }}
group by lower(email), customer_id
