{# Rows and amount of several relations per source system and day. relations: name -> (relation, date column, amount). #}
{% macro totals_by_day(relations) -%}
    {%- for entity, (relation, date, amount) in relations.items() %}
    select
        source_system,
        '{{ entity }}' as entity,
        {{ date }} as business_date,
        count(*) as row_count,
        {{ total_amount(amount) }} as amount
    from {{ relation }}
    group by source_system, {{ date }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
