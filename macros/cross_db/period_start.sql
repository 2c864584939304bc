{# First day of the month, quarter or year that a date lies in. #}
{% macro period_start(grain, date) -%}
    cast(date_trunc('{{ grain }}', {{ date }}) as date)
{%- endmacro %}
