-- A line's amounts are in the currency of its order.
select
    order_lines.source_system,
    order_lines.order_id,
    order_lines.line_id,
    order_lines.currency_code,
    orders.currency_code as order_currency_code
from {{ ref('order_lines') }} as order_lines
inner join {{ ref('orders') }} as orders
    on order_lines.order_key = orders.order_key
where order_lines.currency_code <> orders.currency_code
