{# One row for each first day of the months, quarters or years from the period of one date to that of another.
   Stands alone in a select list. No rows when either date is null or the second is before the first period. #}
{% macro period_starts(grain, from_date, to_date) -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12}[grain] -%}
    {{ return(adapter.dispatch('period_starts')(period_start(grain, from_date), to_date, months)) }}
{%- endmacro %}

{% macro default__period_starts(first_start, to_date, months) -%}
    cast(unnest(generate_series(
        cast({{ first_start }} as timestamp), cast({{ to_date }} as timestamp), interval {{ months }} month
    )) as date)
{%- endmacro %}

{# sequence() refuses an end before its start. #}
{% macro spark__period_starts(first_start, to_date, months) -%}
    explode(
        case
            when {{ first_start }} <= {{ to_date }}
                then sequence({{ first_start }}, {{ to_date }}, interval {{ months }} month)
            else cast(array() as array<date>)
        end
    )
{%- endmacro %}
