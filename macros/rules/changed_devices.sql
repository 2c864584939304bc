{# For the incremental sessions: the devices of which any event is new, late, changed or gone. All their sessions are made
   again. *events*: relation of the events as they are now. #}
{% macro changed_devices(events) -%}
    select coalesce({{ events }}.device_key, held.device_key) as device_key
    from {{ events }}
    full outer join {{ this }} as held
        on {{ events }}.event_key = held.event_key and {{ events }}.device_key = held.device_key
    where
        {{ events }}.event_key is null
        or held.event_key is null
        or {{ events }}.occurred_at <> held.occurred_at
        or {{ events }}.arrival is distinct from held.arrival
{%- endmacro %}
