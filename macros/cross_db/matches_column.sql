{# Whether a text contains a match of the regular expression that a column holds. #}
{% macro matches_column(text, pattern_column) -%}
    {{ return(adapter.dispatch('matches_column')(text, pattern_column)) }}
{%- endmacro %}

{% macro default__matches_column(text, pattern_column) -%}
    regexp_matches({{ text }}, {{ pattern_column }})
{%- endmacro %}

{% macro spark__matches_column(text, pattern_column) -%}
    ({{ text }} rlike {{ pattern_column }})
{%- endmacro %}
