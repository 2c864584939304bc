-- One row a customer, grain and period with at least one valid order.
with valid_orders as (
    select * from {{ ref('int_valid_orders') }}
)

{% for grain in ['month', 'quarter', 'year'] %}
select
    '{{ grain }}' as grain,
    customer_id,
    {{ period_start(grain, 'order_date') }} as period_start_date,
    min(customer_order_number) = 1 as is_first_period,
    count(*) as order_count,
    sum(net_of_refunds_amount) as net_of_refunds_amount
from valid_orders
group by customer_id, {{ period_start(grain, 'order_date') }}
{{ 'union all' if not loop.last }}
{% endfor %}
