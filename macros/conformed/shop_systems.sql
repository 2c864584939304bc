{# The variable systems: system -> list of entities. A YAML text is read too, for tools that pass every variable as text. #}
{% macro shop_systems() -%}
    {%- set systems = var('systems') -%}
    {{ return(fromyaml(systems) if systems is string else systems) }}
{%- endmacro %}
