{# A text as a UTC timestamp: a date, or date and time with a blank or T between them, with Z, UTC or an offset such as
   +02:00 behind, or nothing (UTC). Null for anything else; the engines' own casts also read years alone and words. #}
{% macro parse_timestamp(text) -%}
    {%- set time = '[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)? *(Z|UTC|[+-][0-9]{2}:[0-9]{2})?' -%}
    case
        when {{ matches('trim(' ~ text ~ ')', '^[0-9]{4}-[0-9]{2}-[0-9]{2}(' ~ time ~ ')?$') }}
            then {{ adapter.dispatch('timestamp_of')('trim(' ~ text ~ ')') }}
    end
{%- endmacro %}

{% macro default__timestamp_of(text) -%}
    timezone('UTC', try_cast({{ text }} as timestamptz))
{%- endmacro %}

{% macro spark__timestamp_of(text) -%}
    try_cast({{ text }} as timestamp)
{%- endmacro %}
