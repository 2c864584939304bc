{# One row for each first day of the days, weeks, months, quarters or years from the period of one date to that of another.
   Stands alone in a select list. No rows when either date is null or the second is before the first period. #}
{% macro period_starts(grain, from_date, to_date) -%}
    {{ return(adapter.dispatch('period_starts')(period_start(grain, from_date), to_date, period_length(grain))) }}
{%- endmacro %}

{% macro default__period_starts(first_start, to_date, length) -%}
    cast(unnest(generate_series(
        cast({{ first_start }} as timestamp), cast({{ to_date }} as timestamp), interval {{ length }}
    )) as date)
{%- endmacro %}

{# sequence() refuses an end before its start. #}
{% macro spark__period_starts(first_start, to_date, length) -%}
    explode(
        case
            when {{ first_start }} <= {{ to_date }}
                then sequence({{ first_start }}, {{ to_date }}, interval {{ length }})
            else cast(array() as array<date>)
        end
    )
{%- endmacro %}

{# How long a period is, as an interval of both engines says it: '7 day', '3 month'. *grain* is one of period_grains(). #}
{% macro period_length(grain) -%}
    {{ return({'day': '1 day', 'week': '7 day', 'month': '1 month', 'quarter': '3 month', 'year': '12 month'}[grain]) }}
{%- endmacro %}

{# The grains of retention, shortest first. #}
{% macro period_grains() -%}
    {{ return(['day', 'week', 'month', 'quarter', 'year']) }}
{%- endmacro %}
