-- A stay belongs to the registration under which the person came in; each stay is a contact of its own.
with registrations as (
    select * from {{ ref('stg_marketing__webinar_registration') }}
),

attendances as (
    select * from {{ ref('stg_marketing__webinar_attendance') }}
)

select
    'registration-' || registration_id as touchpoint_id,
    'webinar_registration' as touchpoint_type,
    'webinar' as channel,
    'registrant-' || registrant_id as customer_record_id,
    cast(null as string) as device_id,
    email,
    webinar_id as content_id,
    cast(null as string) as product_id,
    cast(null as string) as variant,
    utm_source as source,
    utm_campaign as campaign,
    cast(null as bigint) as duration_minutes,
    registered_at as occurred_at
from registrations
union all
select
    'attendance-' || attendances.attendance_id as touchpoint_id,
    'webinar_attendance' as touchpoint_type,
    'webinar' as channel,
    'registrant-' || registrations.registrant_id as customer_record_id,
    cast(null as string) as device_id,
    registrations.email,
    registrations.webinar_id as content_id,
    cast(null as string) as product_id,
    cast(null as string) as variant,
    registrations.utm_source as source,
    registrations.utm_campaign as campaign,
    attendances.minutes as duration_minutes,
    attendances.joined_at as occurred_at
from attendances
left join registrations
    on attendances.registration_id = registrations.registration_id
