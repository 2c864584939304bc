{# A number or a time as people write it, as the text that parse_number and parse_timestamp read; null if it is not written
   so. *format*: decimal_comma (1.234,56 or 1 234,56), decimal_point (1,234.56), day_first (31/03/2024 or 31.3.2024 9:30),
   month_first (3/31/2024); none: as it is. #}
{% macro plain_text(text, format=none) -%}
    {%- if format == 'decimal_comma' -%}
        {{ plain_number(text, '.', ',') }}
    {%- elif format == 'decimal_point' -%}
        {{ plain_number(text, ',', '.') }}
    {%- elif format in ['day_first', 'month_first'] -%}
        {{ plain_time(text, 1 if format == 'day_first' else 2) }}
    {%- elif format -%}
        {%- do exceptions.raise_compiler_error("format is '" ~ format
            ~ "': write decimal_comma, decimal_point, day_first or month_first, or leave it out.") -%}
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}

{# Groups of three digits may be parted by the mark or by a blank, also one that does not break lines. #}
{% macro plain_number(text, group, point) -%}
    {%- set between = '[' ~ group ~ ' \\x{00A0}\\x{202F}]' -%}
    {%- set pattern = '^ *[+-]?([0-9]{1,3}(' ~ between ~ '[0-9]{3})+|[0-9]+)([' ~ point ~ '][0-9]*)? *$' -%}
    case
        when {{ matches('cast(' ~ text ~ ' as string)', pattern) }}
            then replace({{ replace_all('cast(' ~ text ~ ' as string)', between, '') }}, '{{ point }}', '.')
    end
{%- endmacro %}

{# *day*: which of the first two numbers is the day. #}
{% macro plain_time(text, day) -%}
    {%- set marked = replace_all('trim(' ~ text ~ ')', '[/.-]', '/') -%}
    {%- set rest = "substr(split_part(" ~ marked ~ ", '/', 3), 5)" -%}
    cast(case
        when {{ matches('trim(' ~ text ~ ')', '^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$') }}
            then substr(split_part({{ marked }}, '/', 3), 1, 4)
                || '-' || lpad(split_part({{ marked }}, '/', {{ 3 - day }}), 2, '0')
                || '-' || lpad(split_part({{ marked }}, '/', {{ day }}), 2, '0')
                || case when {{ matches(rest, '^.[0-9]:') }} then ' 0' || substr({{ rest }}, 2) else {{ rest }} end
    end as string)
{%- endmacro %}
