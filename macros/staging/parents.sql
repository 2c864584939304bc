{# What only the parents can tell: reason -> condition on the columns of with_parents(). #}
{% macro parent_reasons(checks, parents) -%}
    {%- set reasons = {} -%}
    {%- for reason, condition in checks.items() if 'parent_' in condition -%}
        {%- do reasons.update({reason: condition}) -%}
    {%- endfor -%}
    {%- for column in parents -%}
        {%- do reasons.update({'orphan:' ~ column: column ~ ' is not null and ' ~ column ~ '_parent is null'}) -%}
    {%- endfor -%}
    {{ return(reasons) }}
{%- endmacro %}

{# The rows of a step or table, each with the columns of the good rows it points to, as parent_<table>_<column>.
   *parents*: column -> [table, its key column, [columns]]. #}
{% macro with_parents(system, rows, parents) -%}
select
        child.*
        {%- for column, (table, key, columns) in parents.items() %}
        {%- set parent = 'parent_' ~ loop.index %},
        {{ parent }}.{{ key }} as {{ column }}_parent
            {%- for name in columns %},
        {{ parent }}.{{ name }} as parent_{{ table }}_{{ name }}
            {%- endfor %}
        {%- endfor %}
    from {{ rows }} as child
    {%- for column, (table, key, columns) in parents.items() %}
    left join {{ ref('stg_' ~ system ~ '__' ~ table) }} as parent_{{ loop.index }}
        on child.{{ column }} = parent_{{ loop.index }}.{{ key }}
    {%- endfor %}
{%- endmacro %}

{# The parents whose table landed; what points to another one is no orphan. Every parent is a ref, landed or not. #}
{% macro landed_parents(system, parents) -%}
    {%- set found = {} -%}
    {%- for column, parent in parents.items() -%}
        {%- do ref('stg_' ~ system ~ '__' ~ parent[0]) -%}
        {%- if execute and landed_columns(source(system, parent[0])) -%}
            {%- do found.update({column: [parent[0], parent[1], parent[2] if parent | length > 2 else []]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# What a row is told by its parents: for each of them its table and the reasons that cannot be told without it. #}
{% macro told_by_parents(checks, parents) -%}
    {%- set told = [] -%}
    {%- for column, parent in parents.items() -%}
        {%- set reasons = ['orphan:' ~ column] -%}
        {%- for reason, condition in checks.items() -%}
            {%- for name in (parent[2] if parent | length > 2 else [])
                if modules.re.search('\\bparent_' ~ parent[0] ~ '_' ~ name ~ '\\b', condition) and reason not in reasons -%}
                {%- do reasons.append(reason) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do told.append({'column': column, 'table': parent[0], 'reasons': reasons}) -%}
    {%- endfor -%}
    {{ return(told) }}
{%- endmacro %}

{# The checks that can be made: those that need a parent which did not land cannot, and raw_findings says so. #}
{% macro checks_with_landed_parents(checks, told, found) -%}
    {%- set made = dict(checks) -%}
    {%- for parent in told if parent.column not in found -%}
        {%- for reason in parent.reasons if reason in made -%}
            {%- do made.pop(reason) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(made) }}
{%- endmacro %}
