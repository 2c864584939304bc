-- A category of an order has the net amounts of its lines: to the cent in the reporting currency, in others
-- but for a cent for each line of the order, which are rounded one by one.
with lines as (
    select
        order_lines.order_key,
        coalesce(products.category, 'none') as category,
        sum(order_lines.net_amount) as net_amount,
        case
            when min(orders.exchange_rate) = 1 then 0
            else 0.01 * sum(count(*)) over (partition by order_lines.order_key)
        end as rounding
    from {{ ref('fct_order_lines') }} as order_lines
    inner join {{ ref('fct_orders') }} as orders
        on order_lines.order_key = orders.order_key
    left join {{ ref('dim_products') }} as products
        on order_lines.product_key = products.product_key
    where orders.is_valid and orders.customer_id is not null and not coalesce(order_lines.is_gift_card, false)
    group by order_lines.order_key, coalesce(products.category, 'none')
),

shares as (
    select
        order_key,
        coalesce(category, 'none') as category,
        net_amount
    from {{ ref('int_order_categories') }}
)

select
    coalesce(lines.order_key, shares.order_key) as order_key,
    coalesce(lines.category, shares.category) as category,
    lines.net_amount,
    shares.net_amount as share_amount
from lines
full outer join shares
    on lines.order_key = shares.order_key and lines.category = shares.category
where abs(coalesce(lines.net_amount, 0) - coalesce(shares.net_amount, 0)) > coalesce(lines.rounding, 0)
