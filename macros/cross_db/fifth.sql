{# The value up to which *place* fifths (1 to 4) of a group's rows lie: of n rows in order the one at ceil(place * n / 5).
   An aggregate function of whole numbers or decimals; nulls do not count. A double on Spark, whatever the values are. #}
{% macro fifth(column, place) -%}
    {{ return(adapter.dispatch('fifth')(column, place)) }}
{%- endmacro %}

{# One list for all four places: an aggregate that is asked for again is not computed again. #}
{% macro default__fifth(column, place) -%}
    quantile_disc({{ column }}, [0.2, 0.4, 0.6, 0.8])[{{ place }}]
{%- endmacro %}

{% macro spark__fifth(column, place) -%}
    percentile_disc(0.{{ 2 * place }}) within group (order by {{ column }})
{%- endmacro %}
