-- Messages received in the 30 days before a customer came back, up to the moment of coming back.
with messages as (
    select
        comebacks.customer_id,
        comebacks.returned_date,
        coalesce(messages.campaign_id, messages.flow_id) as campaign_id,
        row_number() over (
            partition by comebacks.customer_id, comebacks.returned_date
            order by messages.occurred_at desc, messages.source_system asc, messages.message_event_id asc
        ) as place
    from {{ ref('message_events') }} as messages
    inner join {{ ref('int_customer_map') }} as customer_map
        on messages.customer_record_key = customer_map.customer_record_key
    inner join {{ ref('int_comebacks') }} as comebacks
        on
            customer_map.customer_id = comebacks.customer_id
            and messages.occurred_at <= comebacks.returned_at
            and {{ days_between(shop_date('messages.occurred_at'), 'comebacks.returned_date') }} <= 30
    where messages.event_type = 'received'
)

select
    customer_id,
    returned_date,
    count(*) as message_count,
    min(case when place = 1 then campaign_id end) as last_campaign_id
from messages
group by customer_id, returned_date
