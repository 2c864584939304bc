{# Rows and amount per source system of several relations. relations: name -> (relation, amount column or none). #}
{% macro totals_by_system(relations) -%}
    {%- for entity, (relation, amount) in relations.items() %}
    select
        source_system,
        '{{ entity }}' as entity,
        cast(count(*) as decimal(18, 2)) as row_count,
        {{ total_amount(amount) }} as amount
    from {{ relation }}
    group by source_system
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
