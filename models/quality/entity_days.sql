{% set entities = entity_times() %}
{% for entity, (time, amount) in entities.items() %}
select
    source_system,
    '{{ entity }}' as entity,
    cast({{ time }} as date) as business_date,
    count(*) as row_count,
    {{ total_amount(amount) }} as amount
from {{ ref(entity) }}
group by source_system, cast({{ time }} as date)
{{ 'union all' if not loop.last }}
{% endfor %}
