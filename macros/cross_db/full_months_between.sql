{# Full calendar months from a date to a later one, as BIGINT: the most that add_months can add to the first without going
   beyond the second. 31 January to 28 February is 1, to 27 February 0. #}
{% macro full_months_between(from_date, to_date) -%}
    {%- set boundaries = months_between(from_date, to_date) -%}
    {{ boundaries }} - case
        when {{ add_months(from_date, 'cast(' ~ boundaries ~ ' as int)') }} > {{ to_date }} then 1 else 0
    end
{%- endmacro %}
