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
        case when source <> '(direct)' then source || '/' || coalesce(medium, '') || '/' end as medium_told,
        medium_told || coalesce(campaign, '') as arrival
    from {{ ref('events') }}
    where device_key is not null
),

events as (
    select
        *,
        lag(occurred_at) over (partition by device_key {{ in_order }}) as previous_at
    from device_events
    {%- if is_incremental() %}
    where device_key in ({{ changed_devices('device_events') }})
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

-- Sites tell the campaign at first and then the source and medium alone: such an event brings nobody anew.
repeated as (
    select
        *,
        coalesce(arrival = medium_told and medium_told = lag(medium_told) over (
            partition by device_key, visit_number, medium_told is null {{ in_order }}
        ), false) as is_repeated
    from visits
),

-- The campaign known at each event of the visit is the last one told.
numbered as (
    select
        *,
        sum(case when arrival is null or is_repeated then 0 else 1 end) over (
            partition by device_key, visit_number {{ so_far }}
        ) as arrival_number
    from repeated
),

known as (
    select
        *,
        max(case when not is_repeated then arrival end) over (
            partition by device_key, visit_number, arrival_number
        ) as known_arrival
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
        sum(case
            when previous_event_key is null then 1
            when is_repeated or previous_arrival = medium_told then 0
            when arrival <> previous_arrival then 1
            else 0
        end) over (partition by device_key {{ so_far }}) as session_number
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
