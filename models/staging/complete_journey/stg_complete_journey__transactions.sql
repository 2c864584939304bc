select
    household_id,
    store_id,
    basket_id,
    product_id,
    quantity,
    sales_value,
    retail_disc,
    coupon_disc,
    coupon_match_disc,
    transacted_at
from {{ ref('base_complete_journey__transactions') }}
where quarantine_reasons is null
