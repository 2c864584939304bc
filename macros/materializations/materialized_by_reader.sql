{# The config of a model that only joins what others keep, so that it is cheap to read and dear to write: a view where its
   readers are the next models and the publication, which writes it once (DuckDB). On Spark others read the files. #}
{% macro materialized_by_reader() -%}
    {{ return(adapter.dispatch('materialized_by_reader')()) }}
{%- endmacro %}

{% macro default__materialized_by_reader() -%}
    {{ return({'materialized': 'view'}) }}
{%- endmacro %}

{% macro spark__materialized_by_reader() -%}
    {{ return({'materialized': 'table'}) }}
{%- endmacro %}
