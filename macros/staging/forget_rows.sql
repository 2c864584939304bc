{# What runs after an incremental model: rows go whose key *rows* does not have. All of *rows* is held by then, so equal
   numbers say that nothing has to. *key*: columns that name a row, never null; *rows*: a query. #}
{% macro forget_rows_not_in(key, rows) -%}
    {%- set counts = 'select (select count(*) from ' ~ this ~ ') <> (select count(*) from (' ~ rows ~ ') as current_rows)' -%}
    {%- if execute and run_query(counts).rows[0][0] -%}
    delete from {{ this }} where ({{ key }}) not in ({{ rows }})
    {%- endif -%}
{%- endmacro %}

{# What runs after an incremental base model: rows that are no longer in the raw table go. #}
{% macro forget_unlanded_rows(system, table) -%}
    {%- set relation = source(system, table) -%}
    {%- set landed = landed_columns(relation) if execute else {} -%}
    {%- if landed -%}
    {{ forget_rows_not_in('raw_key', 'select ' ~ landed_key(landing_contract().key, landed) ~ ' from ' ~ relation) }}
    {%- elif execute -%}
    delete from {{ this }}
    {%- endif -%}
{%- endmacro %}
