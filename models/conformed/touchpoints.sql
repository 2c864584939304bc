with delivered as (
    {{ conform('touchpoints') }}
),

-- A number that two systems give to stores of two zones tells no zone.
stores as (
    select
        store_id,
        min(time_zone) as time_zone
    from {{ ref('stores') }}
    group by store_id
    having count(distinct time_zone) = 1
)

select
    {{ hash_key(['delivered.source_system', 'delivered.customer_record_id']) }} as customer_record_key,
    {{ hash_key(['delivered.device_system', 'delivered.device_id']) }} as device_key,
    delivered.source_system,
    delivered.touchpoint_id,
    delivered.touchpoint_type,
    delivered.channel,
    coalesce(delivered.time_zone, stores.time_zone, '{{ var("time_zone") }}') as time_zone,
    delivered.customer_record_id,
    delivered.device_id,
    delivered.device_system,
    delivered.email,
    delivered.content_id,
    delivered.product_id,
    delivered.variant,
    delivered.source,
    delivered.campaign,
    delivered.duration_minutes,
    delivered.occurred_at
from delivered
left join stores
    on case when delivered.touchpoint_type = 'store_visit' then delivered.content_id end = stores.store_id
