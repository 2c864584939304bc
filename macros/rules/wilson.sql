{# One end of Wilson's 95 % interval of a share that was seen in a number of cases (two SQL expressions): *side* is '-' for
   the lower, '+' for the upper. Null where there is no case. Rounded, so that 0 and 1 are met exactly. #}
{% macro wilson(share, cases, side) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set n = 'nullif(cast(' ~ cases ~ ' as double), 0)' -%}
    round(
        ({{ share }} + {{ z * z / 2 }} / {{ n }} {{ side }} {{ z }} * sqrt(
            {{ share }} * (1 - {{ share }}) / {{ n }} + {{ z * z / 4 }} / ({{ n }} * {{ n }})
        )) / (1 + {{ z * z }} / {{ n }}),
        12
    )
{%- endmacro %}
