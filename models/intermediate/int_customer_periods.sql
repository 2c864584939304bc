-- One row a customer, grain and period with at least one valid order, or a refund of one.
with movements as (
    select * from {{ ref('int_order_movements') }}
)

{% for grain in period_grains() %}
select
    '{{ grain }}' as grain,
    customer_id,
    {{ period_start(grain, 'moved_on') }} as period_start_date,
    coalesce(min(customer_order_number) = 1, false) as is_first_period,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(costed_net_amount) as decimal(18, 2)) as costed_net_amount,
    cast(sum(margin_amount) as decimal(18, 2)) as margin_amount
from movements
group by customer_id, {{ period_start(grain, 'moved_on') }}
{{ 'union all' if not loop.last }}
{% endfor %}
