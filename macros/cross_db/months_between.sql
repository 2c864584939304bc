{# Calendar-month boundaries from one date to another, as BIGINT: 31 January to 1 February is 1. #}
{% macro months_between(from_date, to_date) -%}
    cast(
        (extract(year from {{ to_date }}) - extract(year from {{ from_date }})) * 12
        + extract(month from {{ to_date }}) - extract(month from {{ from_date }})
        as bigint
    )
{%- endmacro %}
