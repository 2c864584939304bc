-- What every customer figure is computed from: valid orders of known customers, up to as_of.
with orders as (
    select * from {{ ref('fct_orders') }}
)

select
    order_key,
    customer_id,
    customer_order_number,
    brand,
    channel,
    gross_amount,
    -- Null only where the source records neither kind of discount.
    coalesce(
        promotion_discount_amount + coupon_discount_amount,
        promotion_discount_amount,
        coupon_discount_amount
    ) as discount_amount,
    net_amount,
    refunded_amount,
    net_amount - coalesce(refunded_amount, 0) as net_of_refunds_amount,
    order_date
from orders
where is_valid and customer_id is not null
