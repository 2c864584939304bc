-- What customers brought in each month of their lives in which they bought: the net amount and the margin of
-- what was bought in it, and, booked, orders and refunds of the month itself.
with moves as (
    select
        customer_id,
        order_date as moved_on,
        1 as order_count,
        gross_amount,
        net_of_refunds_amount as net_amount,
        cast(null as decimal(18, 2)) as booked_net_amount,
        costed_net_amount,
        contribution_margin_amount as margin_amount
    from {{ ref('int_order_margins') }}
    union all
    select
        customer_id,
        moved_on,
        0 as order_count,
        cast(0 as decimal(18, 2)) as gross_amount,
        cast(0 as decimal(18, 2)) as net_amount,
        net_amount as booked_net_amount,
        cast(null as decimal(18, 2)) as costed_net_amount,
        cast(null as decimal(18, 2)) as margin_amount
    from {{ ref('int_order_movements') }}
),

dated as (
    select
        moves.*,
        firsts.first_order_date,
        {{ full_months_between('firsts.first_order_date', 'moves.moved_on') }} as month_of_life
    from moves
    inner join {{ ref('int_first_orders') }} as firsts
        on moves.customer_id = firsts.customer_id
)

select
    customer_id,
    month_of_life,
    first_order_date,
    {%- for measure in ['gross', 'net', 'booked_net', 'costed_net', 'margin'] %}
    cast(sum({{ measure }}_amount) as decimal(18, 2)) as {{ measure }}_amount,
    {%- endfor %}
    cast(sum(order_count) as bigint) as order_count
from dated
group by customer_id, month_of_life, first_order_date
