-- What each customer who bought left after the costs that are known, over all valid orders.
select
    customer_id,
    count(*) as order_count,
    {%- for column in ['net_of_refunds_amount', 'costed_net_amount', 'product_cost_amount']
        + (margin_costs() | list) + ['contribution_margin_amount'] %}
    cast(sum({{ column }}) as decimal(18, 2)) as {{ column }},
    {%- endfor %}
    {{ margin_basis() }} as margin_basis
from {{ ref('int_order_margins') }}
group by customer_id
