{# A text as a number of the type, null when it is not plainly one. The engines' own casts differ: one rounds '1.5' to
   an integer and reads '1_000'. For columns that land as numbers, try_cast is enough. #}
{% macro parse_number(text, type) -%}
    {%- set pattern = '^ *[+-]?[0-9]+ *$' if type == 'bigint' else '^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+) *$' -%}
    case when {{ matches('cast(' ~ text ~ ' as string)', pattern) }} then try_cast({{ text }} as {{ type }}) end
{%- endmacro %}
