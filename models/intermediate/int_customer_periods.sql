-- One row a customer, grain and period with at least one valid order.
with valid_orders as (
    select
        valid_orders.*,
        case
            when costs.order_key is not null then valid_orders.net_of_refunds_amount
        end as costed_net_amount,
        valid_orders.net_of_refunds_amount - costs.cost_amount as margin_amount
    from {{ ref('int_valid_orders') }} as valid_orders
    left join {{ ref('int_order_costs') }} as costs
        on valid_orders.order_key = costs.order_key
)

{% for grain in period_grains() %}
select
    '{{ grain }}' as grain,
    customer_id,
    {{ period_start(grain, 'order_date') }} as period_start_date,
    min(customer_order_number) = 1 as is_first_period,
    count(*) as order_count,
    cast(sum(net_of_refunds_amount) as decimal(18, 2)) as net_of_refunds_amount,
    cast(sum(costed_net_amount) as decimal(18, 2)) as costed_net_amount,
    cast(sum(margin_amount) as decimal(18, 2)) as margin_amount
from valid_orders
group by customer_id, {{ period_start(grain, 'order_date') }}
{{ 'union all' if not loop.last }}
{% endfor %}
