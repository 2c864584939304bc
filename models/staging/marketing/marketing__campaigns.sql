with spend as (
    select
        platform,
        campaign_id,
        campaign_name,
        brand,
        spend_date
    from {{ ref('marketing__marketing_spend') }}
)

select
    'marketing' as source_system,
    campaign_id,
    max(campaign_name) as campaign_name,
    max(platform) as campaign_type,
    'other' as message_channel,
    false as is_flow,
    max(brand) as brand,
    min(spend_date) as start_date,
    max(spend_date) as end_date
from spend
group by campaign_id
