{# The union of what the shop's systems deliver for an entity, cast to the contract of the calling model.
   A system delivers an entity as the model <system>__<entity> in its staging folder. Where no system delivers,
   the relation is empty and typed. Columns with meta `optional` may be missing from a delivery (typed nulls);
   those with meta `otherwise` hold that setting of the shop wherever the source tells nothing; columns with meta
   `computed` are added by the calling model. Every system must deliver the entities quarantined_rows and raw_counts;
   the shop file lists the others. A unit test, which does not know the contract, gives the rows as they are to be. #}
{% macro conform(entity) -%}
    {%- set columns = delivered_columns(model.columns) -%}
    {%- set systems = delivering_systems(entity) -%}
    {%- for system in systems %}
    {%- set relation = ref(system ~ '__' ~ entity) %}
    {%- set missing = check_delivery(system, entity, relation, columns) if execute else [] %}
    select
        {%- for column in columns %}
        cast({{ delivered_value(column, missing) }} as {{ column.data_type }}) as {{ column.name }}
        {{- ',' if not loop.last }}
        {%- else %}
        *
        {%- endfor %}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        {%- for column in columns %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where 1 = 0
    {%- endfor %}
{%- endmacro %}

{% macro delivered_value(column, missing) -%}
    {%- set told = 'null' if column.name in missing else column.name -%}
    {%- set setting = column.meta.get('otherwise') -%}
    {%- if not setting -%}
        {{ return(told) }}
    {%- endif -%}
    {%- set value = "'" ~ var(setting) ~ "'" -%}
    {{ return(value if told == 'null' else 'coalesce(' ~ told ~ ', ' ~ value ~ ')') }}
{%- endmacro %}

{% macro delivering_systems(entity) -%}
    {%- set systems = [] -%}
    {%- for system, entities in shop_systems().items() -%}
        {%- if entity in entities or entity in ['quarantined_rows', 'raw_counts'] -%}
            {%- do systems.append(system) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(systems) }}
{%- endmacro %}

{% macro delivered_columns(columns) -%}
    {%- set delivered = [] -%}
    {%- for column in columns.values() if not column.meta.get('computed') -%}
        {%- do delivered.append(column) -%}
    {%- endfor -%}
    {{ return(delivered) }}
{%- endmacro %}
