{# The step judged_rows of stage(): what is wrong with a row by itself or with the row it points to, and what is odd. #}
{% macro judged_rows(contract, landed, checks, parents) -%}
    {%- set reasons = dict(unreadable_values(contract, landed), **impossible_times(contract)) -%}
    {%- for reason, condition in checks.items() if 'parent_' not in condition -%}
        {%- do reasons.update({reason: condition}) -%}
    {%- endfor -%}
    {%- do reasons.update(parent_reasons(checks, parents)) -%}
judged_rows as (
    select
        rows_with_parents.*,
        {{ codes_that_hold(reasons) }} as row_reasons,
        {{ codes_that_hold(odd_values(contract, landed)) }} as row_flags
    from rows_with_parents
)
{%- endmacro %}

{# The codes of the conditions that hold, joined by ';'; null if none does. #}
{% macro codes_that_hold(conditions) -%}
    {%- if not conditions -%}{{ return('cast(null as string)') }}{%- endif -%}
    nullif(concat_ws(';'
            {%- for code, condition in conditions.items() %},
            case when {{ condition }} then '{{ code }}' end
            {%- endfor %}
        ), '')
{%- endmacro %}
