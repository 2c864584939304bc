-- Shopify tells one tax of an order, of its goods and of shipping. What the lines tell of it is that of the
-- goods; without them it is shared in proportion to the two amounts.
with line_taxes as (
    select
        order_line.order_id,
        sum(tax_line.price) as tax_amount
    from {{ ref('stg_shopify__tax_line') }} as tax_line
    inner join {{ ref('stg_shopify__order_line') }} as order_line
        on tax_line.order_line_id = order_line.id
    group by order_line.order_id
),

told as (
    select
        orders.order_id,
        orders.tax_amount,
        case
            when coalesce(orders.shipping_amount, 0) <= 0 then 0
            -- More than was charged for shipping: some lines lack their tax.
            when orders.tax_amount - line_taxes.tax_amount <= orders.shipping_amount
                then greatest(orders.tax_amount - line_taxes.tax_amount, 0)
            else {{ part_of(
                'orders.tax_amount', safe_divide('orders.shipping_amount', 'orders.net_amount + orders.shipping_amount')
            ) }}
        end as shipping_tax_amount
    from {{ ref('int_shopify__orders') }} as orders
    left join line_taxes
        on orders.order_id = line_taxes.order_id
    where orders.tax_amount is not null
)

select
    order_id,
    cast(tax_amount - shipping_tax_amount as decimal(18, 2)) as goods_tax_amount,
    cast(shipping_tax_amount as decimal(18, 2)) as shipping_tax_amount
from told
