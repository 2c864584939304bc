{# Logs the columns of raw tables as JSON, for the command `warehouse`: system.table -> column -> type.
   tables: list of [system, table]. #}
{% macro tell_landed_columns(tables) -%}
    {%- set told = {} -%}
    {%- for system, table in tables -%}
        {%- do told.update({system ~ '.' ~ table: landed_columns(source(system, table))}) -%}
    {%- endfor -%}
    {%- do log('landed columns: ' ~ tojson(told), info=true) -%}
{%- endmacro %}
