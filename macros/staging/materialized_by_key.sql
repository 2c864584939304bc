{# Event-grain models are incremental where the engine can replace rows by key (DuckDB); elsewhere they are rebuilt whole,
   which gives the same rows. *key*: column whose rows are replaced together. *after*: SQL that runs after, or none. #}
{% macro materialized_by_key(key, after=none) -%}
    {{ return(adapter.dispatch('materialized_by_key')(key, after)) }}
{%- endmacro %}

{% macro default__materialized_by_key(key, after) -%}
    {{ return({
        'materialized': 'incremental',
        'incremental_strategy': 'delete+insert',
        'unique_key': key,
        'on_schema_change': 'fail',
        'post_hook': [after] if after else [],
    }) }}
{%- endmacro %}

{% macro spark__materialized_by_key(key, after) -%}
    {{ return({'materialized': 'table'}) }}
{%- endmacro %}
