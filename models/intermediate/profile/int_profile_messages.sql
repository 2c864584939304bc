-- What customers did with e-mail in the 90 days to the evening of as_of; opens by machines do not count.
with events as (
    select
        customer_map.customer_id,
        message_events.event_type,
        message_events.occurred_at,
        case message_events.event_type
            when 'clicked' then true
            when 'opened' then not coalesce(message_events.is_machine_open, false)
            else false
        end as is_human,
        {{ days_between(shop_date('message_events.occurred_at'), 'as_of.as_of_date') }} as days_ago
    from {{ ref('message_events') }} as message_events
    inner join {{ ref('int_customer_map') }} as customer_map
        on message_events.customer_record_key = customer_map.customer_record_key
    cross join {{ ref('int_as_of') }} as as_of
    where
        message_events.message_channel = 'email'
        and {{ shop_date('message_events.occurred_at') }} <= as_of.as_of_date
)

select
    customer_id,
    count(case when event_type = 'received' and days_ago < 90 then 1 end) as emails_received_90d_count,
    count(case when event_type = 'opened' and is_human and days_ago < 90 then 1 end) as human_opens_90d_count,
    count(case when event_type = 'clicked' and days_ago < 90 then 1 end) as clicks_90d_count,
    max(case when is_human then occurred_at end) as last_email_engaged_at
from events
group by customer_id
