-- What the staged order lines must be worth once conformed, worked out by another way than the entity takes.
with orders as (
    select
        id as order_id,
        coalesce(processed_at, created_at) as ordered_at
    from {{ ref('stg_shopify__order') }}
    where not coalesce(_fivetran_deleted, false)
),

allocated as (
    select
        order_line_id,
        sum(amount) as amount
    from {{ ref('stg_shopify__discount_allocation') }}
    group by order_line_id
)

select
    orders.ordered_at,
    coalesce(lines.price * lines.quantity, lines.original_total_set_shop_amount)
    - coalesce(greatest(lines.total_discount, allocated.amount), 0)
    - coalesce(spread.spread_amount, 0) as net_amount
from {{ ref('stg_shopify__order_line') }} as lines
inner join orders
    on lines.order_id = orders.order_id
left join allocated
    on lines.id = allocated.order_line_id
left join {{ ref('int_shopify__spread_discounts') }} as spread
    on lines.id = spread.line_id
