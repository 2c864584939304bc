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
        coalesce(lag(occurred_at) over (
            partition by device_key {{ in_order }}
        ) < occurred_at - interval '30' minute, true) as is_visit_start
    from device_events
    {%- if is_incremental() %}
    where device_key in ({{ changed_devices('device_events') }})
    {%- endif %}
),

visits as (
    select
        *,
        count(case when is_visit_start then 1 end) over (partition by device_key {{ so_far }}) as visit_number
    from events
),

-- Sites tell the campaign at first and then the source and medium alone: such an event brings nobody anew.
told as (
    select
        *,
        arrival is not null and not coalesce(arrival = medium_told and medium_told = lag(medium_told) over (
            partition by device_key, visit_number, medium_told is null {{ in_order }}
        ), false) as is_arrival
    from visits
),

compared as (
    select
        *,
        lag(arrival) over (partition by device_key, visit_number, is_arrival {{ in_order }}) as last_arrival
    from told
),

-- Nor does the campaign, told after the source and medium that brought the visitor.
sessions as (
    select
        *,
        count(case
            when is_visit_start or (is_arrival and last_arrival not in (arrival, medium_told)) then 1
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
