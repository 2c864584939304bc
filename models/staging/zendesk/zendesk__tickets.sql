with tickets as (
    select
        tickets.*,
        lower(tickets.status) as ticket_status,
        lower(tickets.via_channel) as via
    from {{ ref('stg_zendesk__ticket') }} as tickets
    where lower(tickets.status) <> 'deleted' and not coalesce(tickets._fivetran_deleted, false)
),

-- Whether tags landed at all: without them neither topic nor bot is known.
tags as (
    select count(*) > 0 as are_landed from {{ ref('stg_zendesk__ticket_tag') }}
),

brands as (
    select * from {{ ref('stg_zendesk__brand') }}
)

select
    'zendesk' as source_system,
    cast(tickets.id as string) as ticket_id,
    cast(tickets.requester_id as string) as customer_record_id,
    case
        when tickets.via in ('web', 'email') then tickets.via
        when tickets.via in ('chat', 'native_messaging', 'messaging', 'whatsapp') then 'chat'
        when tickets.via in ('voice', 'phone') then 'phone'
        when tickets.via in ('mobile', 'mobile_sdk') then 'app'
        else 'other'
    end as contact_channel,
    case when tags.are_landed then coalesce(topics.topic, 'other') end as topic,
    tickets.priority,
    tickets.ticket_status,
    case when tags.are_landed then coalesce(topics.is_bot_resolved, false) end as is_bot_resolved,
    history.satisfaction_score,
    history.reopen_count,
    brands.name as brand,
    trim(tickets.custom_order_number) as order_id,
    tickets.created_at,
    replies.first_replied_at,
    case when tickets.ticket_status in ('solved', 'closed') then history.solved_at end as solved_at
from tickets
cross join tags
left join brands
    on tickets.brand_id = brands.id
left join {{ ref('int_zendesk__ticket_topics') }} as topics
    on tickets.id = topics.ticket_id
left join {{ ref('int_zendesk__ticket_history') }} as history
    on tickets.id = history.ticket_id
left join {{ ref('int_zendesk__first_replies') }} as replies
    on tickets.id = replies.ticket_id
