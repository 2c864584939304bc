{# The columns of a raw table as it landed: lower-case name -> physical type. Empty where the table is not there, which an
   optional table may be. In a unit test, which does not know the sources, nothing is looked up. Several models ask for
   the same table, so what is found is kept in the graph, which lives as long as the command of dbt. #}
{% macro landed_columns(relation) -%}
    {%- set known = graph.setdefault('landed_columns', {}) -%}
    {%- do attach_databases() -%}
    {%- if relation | string not in known -%}
        {%- do known.update({relation | string: adapter.dispatch('landed_columns')(relation)}) -%}
    {%- endif -%}
    {{ return(known[relation | string]) }}
{%- endmacro %}

{% macro default__landed_columns(relation) -%}
    {%- set text = relation | string -%}
    {%- set landed = {} -%}
    {%- set path = modules.re.search("'([^']+)'", text) -%}
    {%- if path and not run_query("select count(*) from glob('" ~ path.group(1) ~ "')").rows[0][0] -%}
        {{ return(landed) }}
    {%- elif not path and adapter.get_relation(relation.database, relation.schema, relation.identifier) is none -%}
        {{ return(landed) }}
    {%- endif -%}
    {%- for row in run_query('describe select * from ' ~ text).rows -%}
        {%- do landed.update({row[0] | lower: row[1] | lower}) -%}
    {%- endfor -%}
    {{ return(landed) }}
{%- endmacro %}

{% macro spark__landed_columns(relation) -%}
    {%- set landed = {} -%}
    {%- if adapter.get_relation(none, relation.schema, relation.identifier) is not none -%}
        {%- for column in adapter.get_columns_in_relation(relation) -%}
            {%- do landed.update({column.name | lower: column.dtype | lower}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(landed) }}
{%- endmacro %}
