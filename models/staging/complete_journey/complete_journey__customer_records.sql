with baskets as (
    select
        household_id,
        cast({{ to_local('transacted_at', "'" ~ var('time_zone') ~ "'") }} as date) as seen_date
    from {{ ref('stg_complete_journey__transactions') }}
    where household_id is not null
),

sends as (
    select
        campaigns.household_id,
        campaign_descriptions.start_date as seen_date
    from {{ ref('stg_complete_journey__campaigns') }} as campaigns
    left join {{ ref('stg_complete_journey__campaign_descriptions') }} as campaign_descriptions
        on campaigns.campaign_id = campaign_descriptions.campaign_id
),

redemptions as (
    select
        household_id,
        redemption_date as seen_date
    from {{ ref('stg_complete_journey__coupon_redemptions') }}
),

demographics as (
    select * from {{ ref('stg_complete_journey__demographics') }}
),

traces as (
    select * from baskets
    union all
    select * from sends
    union all
    select * from redemptions
    union all
    -- The particulars carry no date: such a household was always known.
    select
        household_id,
        cast(null as date) as seen_date
    from demographics
),

households as (
    select
        household_id,
        min(seen_date) as first_seen_date
    from traces
    group by household_id
)

select
    'complete_journey' as source_system,
    households.household_id as customer_record_id,
    'household' as record_type,
    demographics.age_band,
    demographics.income_band,
    demographics.household_size,
    demographics.household_composition,
    demographics.home_ownership,
    demographics.marital_status,
    case when demographics.household_id is null then households.first_seen_date end as first_seen_date
from households
left join demographics
    on households.household_id = demographics.household_id
