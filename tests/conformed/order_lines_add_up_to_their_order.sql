-- Where an order has lines, they are all there: the lines' net amounts add up to the order's.
with lines as (
    select
        order_key,
        sum(net_amount) as net_amount
    from {{ ref('order_lines') }}
    group by order_key
)

select
    orders.source_system,
    orders.order_id,
    orders.net_amount,
    lines.net_amount as lines_net_amount
from lines
inner join {{ ref('orders') }} as orders
    on lines.order_key = orders.order_key
where lines.net_amount <> orders.net_amount
