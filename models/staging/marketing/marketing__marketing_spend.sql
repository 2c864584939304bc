-- Campaigns are named motion|campaign as tagged|brand, in any case and with spaces or without; another name
-- is taken whole and says neither.
with spend as (
    select
        *,
        {{ matches(
            'lower(campaign_name)', '^ *(acquire|retain|reactivate) *[|] *[^| ][^|]*[|] *[^| ][^|]*$'
        ) }} as is_structured
    from {{ ref('int_marketing__spend') }}
)

select
    'marketing' as source_system,
    platform,
    account_id,
    campaign_id,
    case
        when is_structured then trim(split_part(campaign_name, '|', 2))
        else campaign_name
    end as campaign_name,
    ad_group_id,
    case when is_structured then trim(split_part(campaign_name, '|', 3)) end as brand,
    case when is_structured then lower(trim(split_part(campaign_name, '|', 1))) end as motion,
    spend_date,
    currency_code,
    cast(spend_amount as decimal(18, 2)) as spend_amount,
    cast(impression_count as bigint) as impression_count,
    cast(click_count as bigint) as click_count,
    cast(conversion_count as decimal(18, 3)) as conversion_count
from spend
