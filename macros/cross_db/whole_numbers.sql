{# The whole numbers from 0 to 9,999 as a column i (bigint), in brackets: engines have no generator in common. #}
{% macro whole_numbers() -%}
    {%- set digit = [] -%}
    {%- for d in range(10) -%}{%- do digit.append('select ' ~ d ~ ' as d') -%}{%- endfor -%}
    {%- set digits = '(' ~ digit | join(' union all ') ~ ')' -%}
    (
        select cast(thousands.d * 1000 + hundreds.d * 100 + tens.d * 10 + ones.d as bigint) as i
        from {{ digits }} as thousands
        cross join {{ digits }} as hundreds
        cross join {{ digits }} as tens
        cross join {{ digits }} as ones
    )
{%- endmacro %}
