-- Where discount_allocation did not land, what an order was reduced by beyond the discounts of its lines is
-- spread over them by value: the running share is rounded, so that the parts add up to the cent.
with allocations as (
    select count(*) as row_count from {{ ref('stg_shopify__discount_allocation') }}
),

lines as (
    select
        lines.line_id,
        lines.gross_amount - lines.discount_amount as net_amount,
        sum(lines.gross_amount - lines.discount_amount) over (
            partition by lines.order_id order by lines.line_rank
            rows between unbounded preceding and current row
        ) as net_so_far,
        sum(lines.gross_amount - lines.discount_amount) over (partition by lines.order_id) as lines_amount,
        coalesce(orders.gross_amount, sum(lines.gross_amount) over (partition by lines.order_id))
        - orders.net_amount
        - sum(lines.discount_amount) over (partition by lines.order_id) as rest_amount
    from {{ ref('int_shopify__lines') }} as lines
    inner join {{ ref('int_shopify__orders') }} as orders
        on lines.order_id = orders.order_id
    cross join allocations
    where allocations.row_count = 0
),

shares as (
    select
        line_id,
        cast(rest_amount as double) / cast(lines_amount as double) as rate,
        cast(net_so_far as double) as net_so_far,
        cast(net_so_far - net_amount as double) as net_before
    from lines
    where rest_amount > 0 and lines_amount > 0
)

select
    line_id,
    cast(round(rate * net_so_far, 2) as decimal(18, 2))
    - cast(round(rate * net_before, 2) as decimal(18, 2)) as spread_amount
from shares
