-- What was spent on advertising up to as_of, by month, platform and campaign, at two levels.
with spend as (
    select
        {{ period_start('month', 'spend.spend_date') }} as acquisition_month,
        lower(trim(spend.platform)) as channel,
        coalesce({{ tagged_word('spend.campaign_name') }}, 'none') as campaign,
        case when spend.motion = 'acquire' then spend.reporting_spend_amount end as spend_amount,
        case when spend.motion is null then spend.reporting_spend_amount end as unsaid_spend_amount,
        case when spend.motion = 'acquire' then 1 end as is_spend,
        case when spend.motion is null then 1 end as is_unsaid_spend
    from {{ ref('marketing_spend') }} as spend
    inner join {{ ref('int_as_of') }} as as_of
        on spend.spend_date <= as_of.as_of_date
    where spend.motion = 'acquire' or spend.motion is null
),

levels as (
    select
        'channel' as level,
        acquisition_month,
        channel,
        'all' as campaign,
        spend_amount,
        unsaid_spend_amount,
        is_spend,
        is_unsaid_spend
    from spend
    union all
    select
        'campaign' as level,
        acquisition_month,
        channel,
        campaign,
        spend_amount,
        unsaid_spend_amount,
        is_spend,
        is_unsaid_spend
    from spend
)

-- A sum without what no exchange rate values would be too low.
select
    level,
    acquisition_month,
    channel,
    campaign,
    cast(
        case when count(is_spend) = count(spend_amount) then sum(spend_amount) end
        as decimal(18, 2)
    ) as spend_amount,
    cast(
        case when count(is_unsaid_spend) = count(unsaid_spend_amount) then sum(unsaid_spend_amount) end
        as decimal(18, 2)
    ) as unsaid_spend_amount
from levels
group by level, acquisition_month, channel, campaign
