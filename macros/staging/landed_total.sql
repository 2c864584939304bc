{# Rows and amount of a raw table; nought where an optional table did not land. #}
{% macro landed_total(relation, spec, day) -%}
    {%- set landed = landed_columns(relation) if execute else {} -%}
    {%- if not execute or landed -%}
        select
            {{ day_of(day) }} as business_date,
            count(*) as row_count,
            {{ total_amount(landed_amount(spec.raw_amount, landed)) }} as amount
        from {{ relation }}
        {{ by_day(day) }}
    {%- else -%}
        select
            cast(null as date) as business_date,
            0 as row_count,
            {{ total_amount('0' if spec.raw_amount else none) }} as amount
    {%- endif -%}
{%- endmacro %}

{# The amount of a landed row: of a mapping of column -> expression, the first of those that landed. #}
{% macro landed_amount(amount, landed) -%}
    {%- if amount is not mapping -%}
        {{ return(amount) }}
    {%- endif -%}
    {%- set told = [] -%}
    {%- for column, expression in amount.items() if column in landed -%}
        {%- do told.append(expression) -%}
    {%- endfor -%}
    {{ return('coalesce(' ~ (told + ['null']) | join(', ') ~ ')') }}
{%- endmacro %}

{% macro by_day(day) -%}
    {{ 'group by ' ~ day_of(day) if day }}
{%- endmacro %}

{% macro total_amount(expression) -%}
    cast({{ 'coalesce(sum(' ~ expression ~ '), 0)' if expression else 'null' }} as decimal(18, 2))
{%- endmacro %}
