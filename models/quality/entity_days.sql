{% set entities = entity_times() %}
with dated_lines as (
    select
        order_lines.source_system,
        order_lines.net_amount,
        orders.ordered_at
    from {{ ref('order_lines') }} as order_lines
    left join {{ ref('orders') }} as orders
        on order_lines.order_key = orders.order_key
)

{% for entity, (time, amount) in entities.items() %}
select
    source_system,
    '{{ entity }}' as entity,
    {{ day_of(time) }} as business_date,
    count(*) as row_count,
    {{ total_amount(amount) }} as amount
from {{ 'dated_lines' if entity == 'order_lines' else ref(entity) }}
group by source_system, {{ day_of(time) }}
{{ 'union all' if not loop.last }}
{% endfor %}
