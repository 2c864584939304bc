with transactions as (
    select * from {{ ref('stg_complete_journey__transactions') }}
)

-- sales_value is what the shop receives. The loyalty price and the shop's match of a coupon lowered it; the
-- maker's coupon (coupon_disc) did not: the maker pays that part, the customer the rest.
select
    'complete_journey' as source_system,
    basket_id as order_id,
    product_id as line_id,
    product_id,
    'USD' as currency_code,
    quantity,
    sales_value + retail_disc + coupon_match_disc as gross_amount,
    retail_disc as promotion_discount_amount,
    coupon_match_disc as coupon_discount_amount,
    sales_value as net_amount,
    coupon_disc as third_party_discount_amount
from transactions
