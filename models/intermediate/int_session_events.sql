{%- set now = "'select event_key, device_key from ' ~ ref('events') ~ ' where device_key is not null'" -%}
{%- set after = "{{ forget_rows_not_in('event_key, device_key', " ~ now ~ ") }}" -%}
{{ config(**materialized_by_key('device_key', after)) }}

-- Events with the session they belong to: a new one starts after 30 minutes without an event or when another
-- campaign brings the visitor, never at midnight. Events without a device (no consent) belong to none.
{% set in_order = 'order by occurred_at, event_key' %}
{% set so_far = in_order ~ ' rows between unbounded preceding and current row' %}

with device_events as (
    select
        event_key,
        device_key,
        occurred_at,
        case
            when source is not null and source <> '(direct)'
                then source || '/' || coalesce(medium, '') || '/' || coalesce(campaign, '')
        end as arrival
    from {{ ref('events') }}
    where device_key is not null
),

{% if is_incremental() -%}
-- Of a device with anything new, late, changed or gone all sessions are made again.
changed_devices as (
    select coalesce(device_events.device_key, held.device_key) as device_key
    from device_events
    full outer join {{ this }} as held
        on device_events.event_key = held.event_key and device_events.device_key = held.device_key
    where
        device_events.event_key is null
        or held.event_key is null
        or device_events.occurred_at <> held.occurred_at
        or device_events.arrival is distinct from held.arrival
),

{% endif -%}
events as (
    select
        *,
        lag(occurred_at) over (partition by device_key {{ in_order }}) as previous_at
    from device_events
    {%- if is_incremental() %}
    where device_key in (select device_key from changed_devices)
    {%- endif %}
),

visits as (
    select
        *,
        sum(case when previous_at + interval '30' minute >= occurred_at then 0 else 1 end) over (
            partition by device_key {{ so_far }}
        ) as visit_number
    from events
),

-- The campaign known at each event of the visit is the last one told.
numbered as (
    select
        *,
        count(arrival) over (partition by device_key, visit_number {{ so_far }}) as arrival_number
    from visits
),

known as (
    select
        *,
        max(arrival) over (partition by device_key, visit_number, arrival_number) as known_arrival
    from numbered
),

compared as (
    select
        *,
        lag(known_arrival) over (partition by device_key, visit_number {{ in_order }}) as previous_arrival,
        lag(event_key) over (partition by device_key, visit_number {{ in_order }}) as previous_event_key
    from known
),

sessions as (
    select
        event_key,
        device_key,
        occurred_at,
        arrival,
        sum(case when previous_event_key is null or arrival <> previous_arrival then 1 else 0 end) over (
            partition by device_key {{ so_far }}
        ) as session_number
    from compared
)

select
    event_key,
    device_key,
    occurred_at,
    arrival,
    first_value(event_key) over (partition by device_key, session_number {{ in_order }}) as session_key,
    cast(session_number as bigint) as device_session_number
from sessions
