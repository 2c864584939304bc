-- A line that was refused or comes later is a finding (order_lines_missing); more than 5 % of the orders that
-- have lines, and more than 20 of them, are a broken export.
with lines as (
    select
        order_key,
        sum(net_amount) as net_amount
    from {{ ref('order_lines') }}
    group by order_key
)

select
    orders.source_system,
    count(*) as order_count,
    sum(case when lines.net_amount < orders.net_amount then 1 else 0 end) as order_without_line_count
from lines
inner join {{ ref('orders') }} as orders
    on lines.order_key = orders.order_key
group by orders.source_system
having
    sum(case when lines.net_amount < orders.net_amount then 1 else 0 end) > 20
    and sum(case when lines.net_amount < orders.net_amount then 1 else 0 end) > 0.05 * count(*)
