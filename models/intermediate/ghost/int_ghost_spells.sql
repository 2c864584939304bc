-- Silences of six calendar months or more after an engagement; the last one may still go on at as_of.
with days as (
    select distinct
        customer_id,
        engagement_date
    from {{ ref('int_touch_days') }}
),

followed as (
    select
        days.customer_id,
        days.engagement_date as last_engaged_date,
        {{ add_months('days.engagement_date', 6) }} as ghost_since,
        lead(days.engagement_date) over (
            partition by days.customer_id order by days.engagement_date
        ) as returned_date,
        as_of.as_of_date
    from days
    cross join {{ ref('int_as_of') }} as as_of
)

select
    customer_id,
    last_engaged_date,
    ghost_since,
    returned_date,
    lead(ghost_since) over (partition by customer_id order by last_engaged_date) as next_ghost_since,
    as_of_date
from followed
where ghost_since <= coalesce(returned_date, as_of_date)
