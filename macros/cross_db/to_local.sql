{# The wall clock of a time zone (an SQL expression holding an IANA name) at a UTC timestamp. #}
{% macro to_local(utc_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('to_local')(utc_timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__to_local(utc_timestamp, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ utc_timestamp }}))
{%- endmacro %}

{% macro spark__to_local(utc_timestamp, time_zone) -%}
    from_utc_timestamp({{ utc_timestamp }}, {{ time_zone }})
{%- endmacro %}
