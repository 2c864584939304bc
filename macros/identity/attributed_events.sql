{# CTEs that end with attributed_events: the events of each system by the evening of as_of, and those whose person is known.
   What has no device (no consent) is in no session; its person is known only where somebody was logged in. #}
{% macro attributed_events() -%}
counted_events as (
    select
        source_system,
        event_count,
        case when customer_id is not null then event_count else 0 end as attributed_event_count
    from {{ ref('fct_sessions') }}
    union all
    select
        events.source_system,
        count(*) as event_count,
        count(events.customer_record_key) as attributed_event_count
    from {{ ref('events') }} as events
    inner join {{ ref('int_as_of') }} as as_of
        on events.event_date <= as_of.as_of_date
    where events.device_key is null
    group by events.source_system
),

attributed_events as (
    select
        source_system,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(attributed_event_count) as bigint) as attributed_event_count
    from counted_events
    group by source_system
)
{%- endmacro %}
