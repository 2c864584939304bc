{# A table for the time of one model's build, named after the model and the given name, with what the query gives. On
   DuckDB it stands in memory; elsewhere beside the model, because a temporary table may be a view that is run anew. #}
{% macro work_table(name, query) -%}
    {{ return(adapter.dispatch('work_table')(this.identifier ~ '__' ~ name, query)) }}
{%- endmacro %}

{% macro default__work_table(name, query) -%}
    {%- set table = api.Relation.create(database=this.database, schema=this.schema, identifier=name, type='table') -%}
    {%- do adapter.drop_relation(table) -%}
    {%- do run_query(create_table_as(false, table, query)) -%}
    {{ return(table) }}
{%- endmacro %}

{% macro duckdb__work_table(name, query) -%}
    {%- do run_query('create or replace temporary table "' ~ name ~ '" as ' ~ query) -%}
    {{ return(api.Relation.create(identifier=name, type='table')) }}
{%- endmacro %}

{% macro drop_work_table(table) -%}
    {{ return(adapter.dispatch('drop_work_table')(table)) }}
{%- endmacro %}

{% macro default__drop_work_table(table) -%}
    {%- do adapter.drop_relation(table) -%}
{%- endmacro %}

{% macro duckdb__drop_work_table(table) -%}
    {%- do run_query('drop table if exists ' ~ table) -%}
{%- endmacro %}
