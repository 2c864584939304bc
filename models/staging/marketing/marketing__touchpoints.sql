with touchpoints as (
    select * from {{ ref('int_marketing__tap_touchpoints') }}
    union all
    select * from {{ ref('int_marketing__unit_touchpoints') }}
    union all
    select * from {{ ref('int_marketing__webinar_touchpoints') }}
)

select
    'marketing' as source_system,
    touchpoint_id,
    touchpoint_type,
    channel,
    customer_record_id,
    device_id,
    case when device_id is not null then 'ga4' end as device_system,
    email,
    content_id,
    product_id,
    variant,
    source,
    campaign,
    duration_minutes,
    occurred_at
from touchpoints
