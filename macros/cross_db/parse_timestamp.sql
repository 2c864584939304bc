{# A text as a UTC timestamp: a date, or date and time with a blank or T between them; behind a time with seconds Z, UTC or
   an offset such as +02:00, or nothing (UTC). Null for anything else; the engines' own casts also read years alone,
   words, an hour 24 and offsets of more than a day. #}
{% macro parse_timestamp(text) -%}
    {%- set zone = 'Z| *UTC|[+-](0[0-9]|1[0-4]):[0-5][0-9]' -%}
    {%- set time = '[ T]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?(' ~ zone ~ ')?)?' -%}
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
