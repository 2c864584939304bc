{# CTEs that end with evidence: which record logged in or bought on which device when, by the evening of as_of. #}
{% macro device_evidence() -%}
web_orders as (
    select
        orders.order_id,
        min({{ order_record_key('orders') }}) as record_key
    from {{ ref('orders') }} as orders
    where orders.channel in ('web', 'app')
    group by orders.order_id
    -- An id that two systems use names nobody.
    having count(*) = 1
),

evidence as (
    select
        events.device_key,
        coalesce(events.customer_record_key, web_orders.record_key) as record_key,
        case when events.customer_record_key is null then 'purchase' else 'log_in' end as evidence_kind,
        events.occurred_at,
        events.event_key
    from {{ ref('events') }} as events
    -- One equality: a second condition on the events alone would compare each of them with every order.
    left join web_orders
        on case when events.event_name = 'purchase' then events.order_id end = web_orders.order_id
    inner join {{ ref('int_as_of') }} as as_of
        on events.event_date <= as_of.as_of_date
    where
        events.device_key is not null
        and coalesce(events.customer_record_key, web_orders.record_key) is not null
)
{%- endmacro %}
