-- What the customers of a month and a channel or campaign have brought by each month of life with an order.
{%- set keys = ['level', 'acquisition_month', 'channel', 'campaign'] %}
with spent as (
    select
        {%- for key in keys %}
        customers.{{ key }},
        {%- endfor %}
        {{ full_months_between('customers.first_order_date', 'valid_orders.order_date') }} + 1 as life_month,
        valid_orders.net_of_refunds_amount as net_amount
    from {{ ref('int_acquired_customers') }} as customers
    inner join {{ ref('int_valid_orders') }} as valid_orders
        on customers.customer_id = valid_orders.customer_id
),

months as (
    select
        {{ keys | join(', ') }},
        life_month,
        sum(net_amount) as net_amount
    from spent
    group by {{ keys | join(', ') }}, life_month
),

summed as (
    select
        {{ keys | join(', ') }},
        life_month,
        cast(sum(net_amount) over (
            partition by {{ keys | join(', ') }} order by life_month
            rows between unbounded preceding and current row
        ) as decimal(18, 2)) as cumulative_net_amount
    from months
)

-- More may be given back of a later order than was paid for it.
select
    {{ keys | join(', ') }},
    life_month,
    cumulative_net_amount,
    min(cumulative_net_amount) over (
        partition by {{ keys | join(', ') }} order by life_month
        rows between current row and unbounded following
    ) as kept_net_amount
from summed
