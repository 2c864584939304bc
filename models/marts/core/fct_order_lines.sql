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
    order_lines.is_gift_card,
    order_lines.net_amount as order_currency_net_amount,
    order_lines.reporting_gross_amount as gross_amount,
    order_lines.reporting_promotion_discount_amount as promotion_discount_amount,
    order_lines.reporting_coupon_discount_amount as coupon_discount_amount,
    order_lines.reporting_net_amount as net_amount,
    order_lines.reporting_third_party_discount_amount as third_party_discount_amount,
    costs.cost_amount,
    costs.cost_source,
    orders.is_valid,
    orders.order_date
from order_lines
inner join orders
    on order_lines.order_key = orders.order_key
left join {{ ref('int_order_line_costs') }} as costs
    on order_lines.order_line_key = costs.order_line_key
