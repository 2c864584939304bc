-- What customers brought in each month of their lives in which they bought.
with bought as (
    select
        orders.customer_id,
        firsts.first_order_date,
        {{ full_months_between('firsts.first_order_date', 'orders.order_date') }} as month_of_life,
        orders.gross_amount,
        orders.net_of_refunds_amount,
        orders.costed_net_amount,
        orders.contribution_margin_amount
    from {{ ref('int_order_margins') }} as orders
    inner join {{ ref('int_first_orders') }} as firsts
        on orders.customer_id = firsts.customer_id
)

select
    customer_id,
    month_of_life,
    first_order_date,
    count(*) as order_count,
    cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
    cast(sum(net_of_refunds_amount) as decimal(18, 2)) as net_amount,
    cast(sum(costed_net_amount) as decimal(18, 2)) as costed_net_amount,
    cast(sum(contribution_margin_amount) as decimal(18, 2)) as margin_amount
from bought
group by customer_id, month_of_life, first_order_date
