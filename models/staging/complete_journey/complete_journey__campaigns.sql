with campaign_descriptions as (
    select * from {{ ref('stg_complete_journey__campaign_descriptions') }}
),

audiences as (
    select
        campaign_id,
        count(*) as audience_count
    from {{ ref('stg_complete_journey__campaigns') }}
    group by campaign_id
)

select
    'complete_journey' as source_system,
    campaign_descriptions.campaign_id,
    campaign_descriptions.campaign_type,
    coalesce(audiences.audience_count, 0) as audience_count,
    campaign_descriptions.start_date,
    campaign_descriptions.end_date
from campaign_descriptions
left join audiences
    on campaign_descriptions.campaign_id = audiences.campaign_id
