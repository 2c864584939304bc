{{ config(materialized='table') }}
with metrics as (
    select
        id as metric_id,
        name as metric_name
    from {{ ref('stg_klaviyo__metric') }}
),

events as (
    select
        events.*,
        trim(coalesce(events.type, metrics.metric_name)) as type_name
    from {{ ref('stg_klaviyo__event') }} as events
    left join metrics
        on events.metric_id = metrics.metric_id
),

event_types as (
    select * from {{ ref('int_klaviyo__event_types') }}
)

select
    events.id as message_event_id,
    event_types.message_channel,
    event_types.event_type,
    events.type_name,
    events.person_id,
    events.flow_id,
    case when events.flow_id is null then events.campaign_id end as campaign_id,
    case when event_types.event_type = 'opened' then events.property_machine_open end as is_machine_open,
    case when event_types.event_type = 'clicked' then events.property_url end as link_url,
    case
        when event_types.event_type <> 'bounced' then null
        when lower(events.property_bounce_type) like '%hard%' then 'hard'
        when lower(events.property_bounce_type) like '%soft%' then 'soft'
    end as bounce_type,
    events.timestamp as occurred_at,
    events._fivetran_synced as loaded_at
from events
inner join event_types
    on lower(events.type_name) = event_types.event_name
