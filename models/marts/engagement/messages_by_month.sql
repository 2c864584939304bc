-- An event of a message lies in its month of the shop's calendar.
{%- set kinds = [
    'sent', 'received', 'opened', 'clicked', 'bounced', 'dropped', 'complained', 'unsubscribed', 'subscribed',
] %}
with events as (
    select
        message_events.source_system,
        message_events.message_channel,
        message_events.customer_record_key,
        message_events.event_type,
        message_events.is_machine_open,
        {{ shop_date('message_events.occurred_at') }} as event_date
    from {{ ref('message_events') }} as message_events
)

select
    events.source_system,
    events.message_channel,
    {{ period_start('month', 'events.event_date') }} as event_month,
    count(*) as event_count,
    {%- for kind in kinds %}
    count(case when events.event_type = '{{ kind }}' then 1 end) as {{ kind }}_count,
    {%- endfor %}
    count(case when events.event_type = 'opened' and events.is_machine_open then 1 end)
        as machine_opened_count,
    count(distinct events.customer_record_key) as record_count
from events
cross join {{ ref('int_as_of') }} as as_of
where events.event_date <= as_of.as_of_date
group by
    events.source_system,
    events.message_channel,
    {{ period_start('month', 'events.event_date') }}
