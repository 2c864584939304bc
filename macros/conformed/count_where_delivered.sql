{# A count whose rows may be missing: zero where the shop delivers any of the entities, else unknown. *missing* is what to say
   in place of zero. #}
{% macro count_where_delivered(count, entities, missing=0) -%}
    {%- set systems = [] -%}
    {%- for entity in entities -%}
        {%- do systems.extend(delivering_systems(entity)) -%}
    {%- endfor -%}
    {%- if systems -%}
        coalesce({{ count }}, {{ missing }})
    {%- else -%}
        {{ count }}
    {%- endif -%}
{%- endmacro %}
