select
    household_id,
    coupon_upc,
    campaign_id,
    redemption_date
from {{ ref('base_complete_journey__coupon_redemptions') }}
where quarantine_reasons is null
