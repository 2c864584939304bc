{# Whether the shop takes the entity that a column names from the system that another names: a system may have more than
   the shop file lists of it. False for a null. #}
{% macro is_delivered_by(system_column, entity_column) -%}
    {%- set pairs = ["''"] -%}
    {%- for system, entities in shop_systems().items() -%}
        {%- for entity in entities -%}
            {%- do pairs.append("'" ~ system ~ '.' ~ entity ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
    coalesce({{ system_column }} || '.' || {{ entity_column }} in ({{ pairs | join(', ') }}), false)
{%- endmacro %}
