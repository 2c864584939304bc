{# Whether two relations tell the same state of purchases: evening, model, pool and figures (x, t, and t_x with *is_dated*). #}
{% macro same_state(first, second, is_dated=false) -%}
    {%- set equal = [] -%}
    {%- for column in ['described_date', 'model', 'pool_key', 'x'] + (['t_x'] if is_dated else []) + ['t'] -%}
        {%- do equal.append(first ~ '.' ~ column ~ ' = ' ~ second ~ '.' ~ column) -%}
    {%- endfor -%}
    {{ equal | join(' and ') }}
{%- endmacro %}
