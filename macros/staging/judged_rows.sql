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

{# What only the parents can tell: reason -> condition on the columns of with_parents(). #}
{% macro parent_reasons(checks, parents) -%}
    {%- set reasons = {} -%}
    {%- for reason, condition in checks.items() if 'parent_' in condition and parents -%}
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

{# Values that are missing or not of their type: reason -> condition. #}
{% macro unreadable_values(contract, landed) -%}
    {%- set reasons = {} -%}
    {%- set kinds = {'integer': 'not_a_number', 'decimal': 'not_a_number', 'double': 'not_a_number',
        'timestamp': 'not_a_timestamp', 'date': 'not_a_date', 'boolean': 'not_a_boolean'} -%}
    {%- for column in contract.columns if column.name | lower in landed -%}
        {%- set name = adapter.quote(column.name) -%}
        {%- set raw = adapter.quote('raw_' ~ column.name | lower) -%}
        {%- if type_family(column.data_type) != 'text' -%}
            {%- do reasons.update({kinds[type_family(column.data_type)] ~ ':' ~ column.name:
                name ~ " is null and trim(cast(" ~ raw ~ " as string)) <> ''"}) -%}
        {%- endif -%}
        {%- if column.config.meta.get('required') -%}
            {%- do reasons.update({('null_key:' if column.name in contract.key else 'null_value:') ~ column.name:
                name ~ " is null and coalesce(trim(cast(" ~ raw ~ " as string)), '') = ''"}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(reasons) }}
{%- endmacro %}

{# Moments that cannot have been: before 1990, after the row was loaded, or (events) later than late rows are taken. #}
{% macro impossible_times(contract) -%}
    {%- set reasons = {} -%}
    {%- for name in contract.times -%}
        {%- do reasons.update({'in_1970:' ~ name: name ~ " < timestamp '1990-01-01 00:00:00'"}) -%}
        {%- if contract.loaded -%}
            {%- do reasons.update({'in_the_future:' ~ name: name ~ ' > ' ~ contract.loaded ~ " + interval '1' day"}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if contract.is_event and contract.loaded -%}
        {%- do reasons.update({'too_late:' ~ contract.times[0]: arrives_after(contract, var('late_arrival_days'))
            ~ " and " ~ contract.times[0] ~ " >= timestamp '1990-01-01 00:00:00'"}) -%}
    {%- endif -%}
    {{ return(reasons) }}
{%- endmacro %}

{# Whether an event was loaded more than so many days after it happened; those of the first day of loading never are. #}
{% macro arrives_after(contract, days) -%}
    {{ contract.loaded }} > {{ contract.times[0] }} + interval '{{ days }}' day
                and {{ contract.loaded }} > {{ contract.first_loaded }} + interval '1' day
{%- endmacro %}
