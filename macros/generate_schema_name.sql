{# Schemas are named by layer. On Spark, where shops share one metastore, the shop's schema is the prefix. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ return(adapter.dispatch('layer_schema')(custom_schema_name)) }}
{%- endmacro %}

{% macro default__layer_schema(custom_schema_name) -%}
    {{ return(custom_schema_name or target.schema) }}
{%- endmacro %}

{% macro spark__layer_schema(custom_schema_name) -%}
    {{ return(target.schema ~ '_' ~ custom_schema_name if custom_schema_name else target.schema) }}
{%- endmacro %}
