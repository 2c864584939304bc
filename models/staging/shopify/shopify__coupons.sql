-- Shopify does not land what a code is worth, nor which campaign gave it.
with codes as (
    select
        upper(codes.code) as code,
        {{ to_local('discounts.starts_at', "'" ~ var('time_zone') ~ "'") }} as starts_at,
        {{ to_local('discounts.ends_at', "'" ~ var('time_zone') ~ "'") }} as ends_at
    from {{ ref('stg_shopify__discount_redeem_code') }} as codes
    left join {{ ref('stg_shopify__discount_code_basic') }} as discounts
        on codes.discount_id = discounts.id
)

select
    'shopify' as source_system,
    code as coupon_id,
    '-' as campaign_id,
    '-' as product_id,
    cast(min(starts_at) as date) as starts_on,
    case when count(ends_at) = count(*) then cast(max(ends_at) as date) end as ends_on
from codes
group by code
