-- The tag says where a parcel is now; the times come from the parcel, and where it has none that can be read
-- (a local time in a country of several zones), from its scans, which are dated in UTC.
with trackings as (
    select * from {{ ref('stg_fulfilment__tracking') }}
),

times as (
    select * from {{ ref('int_fulfilment__parcel_times') }}
),

scans as (
    select * from {{ ref('int_fulfilment__parcel_scans') }}
),

-- Where no message landed at all, nobody knows how many were sent.
messages as (
    select case when count(*) > 0 then cast(0 as bigint) end as none_sent
    from {{ ref('stg_fulfilment__notification') }}
)

select
    'fulfilment' as source_system,
    trackings.id as shipment_id,
    trackings.order_id,
    'shopify' as order_source_system,
    trackings.slug as carrier,
    trackings.tracking_number,
    case
        when trackings.return_to_sender then 'returned'
        when trackings.tag = 'Delivered' then 'delivered'
        when trackings.tag in ('Pending', 'InfoReceived') then 'pending'
        when trackings.tag in ('InTransit', 'OutForDelivery', 'AvailableForPickup') then 'in_transit'
        else 'exception'
    end as shipment_status,
    times.time_zone,
    coalesce(scans.notification_count, messages.none_sent) as notification_count,
    times.promised_at,
    coalesce(times.shipped_at, scans.moved_at) as shipped_at,
    case
        when trackings.tag = 'Delivered' then coalesce(times.delivered_at, scans.delivered_at)
    end as delivered_at
from trackings
cross join messages
inner join times
    on trackings.id = times.tracking_id
left join scans
    on trackings.id = scans.tracking_id
