{# The UTC timestamp at which the wall clock of a time zone (an SQL expression) shows a local timestamp. When clocks go
   back an hour exists twice: the first is meant. When they go forward an hour is missing: it counts as one later. #}
{% macro to_utc(local_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('to_utc')(local_timestamp, time_zone)) }}
{%- endmacro %}

{# DuckDB takes the second of two equal hours, so one hour earlier is tried. #}
{% macro default__to_utc(local_timestamp, time_zone) -%}
    {%- set second = "timezone('UTC', timezone(" ~ time_zone ~ ", " ~ local_timestamp ~ "))" -%}
    {%- set first = second ~ " - interval 1 hour" -%}
    case
        when {{ to_local(first, time_zone) }} = {{ local_timestamp }} then {{ first }}
        else {{ second }}
    end
{%- endmacro %}

{% macro spark__to_utc(local_timestamp, time_zone) -%}
    to_utc_timestamp({{ local_timestamp }}, {{ time_zone }})
{%- endmacro %}
