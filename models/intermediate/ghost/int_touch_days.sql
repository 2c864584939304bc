-- What each customer did on each day, by kind; a visit to a store is told apart from other touchpoints.
with touches as (
    select
        customer_id,
        touch_date as engagement_date,
        case
            when touch_type = 'touchpoint' and channel = 'store_visit' then 'store_visit'
            else touch_type
        end as touch_kind,
        touched_at
    from {{ ref('fct_touches') }}
    where customer_id is not null
)

select
    customer_id,
    engagement_date,
    touch_kind,
    count(*) as touch_count,
    min(touched_at) as first_touched_at,
    max(touched_at) as last_touched_at
from touches
group by customer_id, engagement_date, touch_kind
