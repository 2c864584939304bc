-- What the scans of each parcel and the messages about it say, one row a parcel that has any.
with checkpoints as (
    select
        tracking_id,
        min(case when tag in ('InTransit', 'OutForDelivery', 'Delivered') then created_at end) as moved_at,
        min(case when tag = 'Delivered' then created_at end) as delivered_at
    from {{ ref('stg_fulfilment__checkpoint') }}
    group by tracking_id
),

notifications as (
    select
        tracking_id,
        count(*) as notification_count
    from {{ ref('stg_fulfilment__notification') }}
    group by tracking_id
)

select
    coalesce(checkpoints.tracking_id, notifications.tracking_id) as tracking_id,
    checkpoints.moved_at,
    checkpoints.delivered_at,
    cast(notifications.notification_count as bigint) as notification_count
from checkpoints
full outer join notifications
    on checkpoints.tracking_id = notifications.tracking_id
