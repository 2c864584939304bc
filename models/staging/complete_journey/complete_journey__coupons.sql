select
    'complete_journey' as source_system,
    coupon_upc as coupon_id,
    campaign_id,
    product_id,
    'store' as channel
from {{ ref('stg_complete_journey__coupons') }}
