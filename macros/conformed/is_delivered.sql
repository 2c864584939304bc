{# Whether some system of the shop delivers the entity that a column names. #}
{% macro is_delivered(entity_column) -%}
    {%- set delivered = [] -%}
    {%- for entities in shop_systems().values() -%}
        {%- do delivered.extend(entities) -%}
    {%- endfor -%}
    {{ entity_column }} in ('{{ delivered | unique | join("', '") }}')
{%- endmacro %}
