{# First day of the day, week (Monday), month, quarter or year that a date lies in. #}
{% macro period_start(grain, date) -%}
    cast(date_trunc('{{ grain }}', {{ date }}) as date)
{%- endmacro %}
