{%- set zone = "'" ~ var('time_zone') ~ "'" -%}
with sendings as (
    select
        id as campaign_id,
        name as campaign_name,
        campaign_type,
        case
            when lower(coalesce(campaign_type, 'email')) like '%mail%' then 'email'
            when lower(campaign_type) like '%sms%' or lower(campaign_type) like '%text%' then 'sms'
            when lower(campaign_type) like '%push%' then 'push'
            else 'other'
        end as message_channel,
        false as is_flow,
        from_name as brand,
        subject as subject_text,
        cast({{ to_local('coalesce(sent_at, send_time)', zone) }} as date) as start_date,
        cast({{ to_local('coalesce(sent_at, send_time)', zone) }} as date) as end_date
    from {{ ref('stg_klaviyo__campaign') }}
),

flows as (
    select
        id as campaign_id,
        name as campaign_name,
        trigger_type as campaign_type,
        cast(null as string) as message_channel,
        true as is_flow,
        cast(null as string) as brand,
        cast(null as string) as subject_text,
        cast({{ to_local('created', zone) }} as date) as start_date,
        cast(null as date) as end_date
    from {{ ref('stg_klaviyo__flow') }}
),

campaigns as (
    select * from sendings
    union all
    select * from flows
),

audiences as (
    select
        coalesce(flow_id, campaign_id) as campaign_id,
        count(distinct person_id) as audience_count
    from {{ ref('int_klaviyo__message_events') }}
    where event_type in ('received', 'bounced')
    group by coalesce(flow_id, campaign_id)
)

select
    'klaviyo' as source_system,
    campaigns.*,
    coalesce(audiences.audience_count, 0) as audience_count
from campaigns
left join audiences
    on campaigns.campaign_id = audiences.campaign_id
