with order_lines as (
    select * from {{ ref('order_lines') }}
),

orders as (
    select
        order_key,
        customer_id,
        is_valid,
        order_date
    from {{ ref('fct_orders') }}
)

select
    order_lines.order_line_key,
    order_lines.order_key,
    orders.customer_id,
    order_lines.product_key,
    order_lines.source_system,
    order_lines.order_id,
    order_lines.line_id,
    order_lines.product_id,
    order_lines.quantity,
    order_lines.gross_amount,
    order_lines.promotion_discount_amount,
    order_lines.coupon_discount_amount,
    order_lines.net_amount,
    order_lines.third_party_discount_amount,
    orders.is_valid,
    orders.order_date
from order_lines
inner join orders
    on order_lines.order_key = orders.order_key
