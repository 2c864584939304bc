{# Raw tables that did not land, though the rows of another one that did point to them: what only they can tell about
   those rows is not told. The raw tables are found in the graph: see landings(). #}
{% macro missing_parents() -%}
    {%- set found = [] -%}
    {%- for landing in landings() if landing.landed -%}
        {%- for parent in landing.parents if not landed_columns(source(landing.system, parent.table)) -%}
            {%- do found.append((landing, parent)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for landing, parent in found %}
    select
        '{{ landing.system }}' as source_system,
        '{{ landing.table }}' as raw_table,
        '{{ parent.column }}' as column_name,
        '{{ parent.table }}' as parent_table,
        '{{ parent.reasons | join(", ") }}' as reasons
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as string) as source_system,
        cast(null as string) as raw_table,
        cast(null as string) as column_name,
        cast(null as string) as parent_table,
        cast(null as string) as reasons
    where 1 = 0
    {%- endfor %}
{%- endmacro %}
