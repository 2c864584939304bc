{% set measures = {'freshness_days': 'bigint', 'order_count': 'bigint', 'net_amount': 'decimal(18, 2)'} %}

-- Where a fifth of the customers of a scope and evening ends and the next begins, by each measure. To place a
-- customer is to compare with four numbers then, where ranks would sort everybody of every evening.
select
    {%- for measure, type in measures.items() %}
    {%- for place in range(1, 5) %}
    cast({{ fifth(measure, place) }} as {{ type }}) as {{ measure }}_{{ place }},
    {%- endfor %}
    {%- endfor %}
    scope_type,
    scope_value,
    described_date
from {{ ref('int_rfm_scopes') }}
group by scope_type, scope_value, described_date
