select
    coupon_upc,
    product_id,
    campaign_id
from {{ ref('base_complete_journey__coupons') }}
where quarantine_reasons is null
