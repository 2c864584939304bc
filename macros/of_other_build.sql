{# A table as another build has it. *other* names that build: on DuckDB its file as it was attached, on Spark the prefix
   of its schemas. #}
{% macro of_other_build(relation, other) -%}
    {{ return(adapter.dispatch('of_other_build')(relation, other)) }}
{%- endmacro %}

{% macro default__of_other_build(relation, other) -%}
    {{ return(relation.incorporate(path={'database': other})) }}
{%- endmacro %}

{% macro spark__of_other_build(relation, other) -%}
    {{ return(relation.incorporate(path={'schema': other ~ relation.schema[target.schema | length:]})) }}
{%- endmacro %}
