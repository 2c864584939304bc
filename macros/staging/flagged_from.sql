{# The rows of a system's base models that are kept although something in them is odd, in the shape of the entity
   flagged_rows. *tables*: raw tables. #}
{% macro flagged_from(system, tables) -%}
    {%- for table in tables %}
    select
        '{{ system }}' as source_system,
        '{{ table }}' as entity,
        raw_key,
        row_flags as flags
    from {{ ref('base_' ~ system ~ '__' ~ table) }}
    where row_flags is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
