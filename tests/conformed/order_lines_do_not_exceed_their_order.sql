-- An order may lack a line that was refused or comes later, but no line can be too much.
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
where lines.net_amount > orders.net_amount
