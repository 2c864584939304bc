{# Zero for rows of a system that delivers the entity, null for the others: what nobody tells is not zero. #}
{% macro zero_where_delivered(entity, source_system) -%}
    {%- set systems = delivering_systems(entity) -%}
    {%- if systems -%}
        case when {{ source_system }} in ('{{ systems | join("', '") }}') then 0 end
    {%- else -%}
        null
    {%- endif -%}
{%- endmacro %}
