{# The quarantined rows of a system's base models, in the shape of the entity quarantined_rows. *tables*: raw tables. #}
{% macro quarantined_from(system, tables) -%}
    {%- for table in tables %}
    select
        '{{ system }}' as source_system,
        '{{ table }}' as entity,
        raw_key,
        quarantine_reasons as reasons,
        raw_row_json as row_json
    from {{ ref('base_' ~ system ~ '__' ~ table) }}
    where quarantine_reasons is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
