-- Google splits a day by device and network and counts in millionths; Facebook splits it by ad. Where parts
-- of a day tell two names of a campaign it was renamed meanwhile, and the last name counts.
with google as (
    select
        'google_ads' as platform,
        account_id,
        campaign_id,
        max_by(campaign_name, _fivetran_synced) as campaign_name,
        '-' as ad_group_id,
        date as spend_date,
        currency_code,
        cast(sum(cost_micros) as double) / 1000000 as spend_amount,
        sum(impressions) as impression_count,
        sum(clicks) as click_count,
        sum(conversions) as conversion_count
    from {{ ref('stg_marketing__ad_spend_google') }}
    group by account_id, campaign_id, date, currency_code
),

facebook as (
    select
        'facebook_ads' as platform,
        account_id,
        campaign_id,
        max_by(campaign_name, _fivetran_synced) as campaign_name,
        adset_id as ad_group_id,
        date as spend_date,
        account_currency as currency_code,
        cast(sum(spend) as double) as spend_amount,
        sum(impressions) as impression_count,
        sum(inline_link_clicks) as click_count,
        sum(purchases) as conversion_count
    from {{ ref('stg_marketing__ad_spend_facebook') }}
    group by account_id, campaign_id, adset_id, date, account_currency
),

others as (
    select
        platform,
        account_name as account_id,
        platform || '-' || campaign_name as campaign_id,
        campaign_name,
        '-' as ad_group_id,
        day as spend_date,
        currency as currency_code,
        cast(cost as double) as spend_amount,
        impressions as impression_count,
        clicks as click_count,
        cast(null as double) as conversion_count
    from {{ ref('stg_marketing__ad_spend_other') }}
)

select * from google
union all
select * from facebook
union all
select * from others
