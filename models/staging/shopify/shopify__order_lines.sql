with lines as (
    select
        lines.*,
        lines.discount_amount + coalesce(spread.spread_amount, 0) as all_discount_amount
    from {{ ref('int_shopify__lines') }} as lines
    left join {{ ref('int_shopify__spread_discounts') }} as spread
        on lines.line_id = spread.line_id
)

select
    'shopify' as source_system,
    cast(order_id as string) as order_id,
    cast(line_id as string) as line_id,
    product_code as product_id,
    currency_code,
    cast(quantity as decimal(18, 3)) as quantity,
    gross_amount,
    cast(all_discount_amount - coupon_amount as decimal(18, 2)) as promotion_discount_amount,
    coupon_amount as coupon_discount_amount,
    cast(gross_amount - all_discount_amount as decimal(18, 2)) as net_amount,
    cost_amount,
    is_gift_card,
    loaded_at
from lines
