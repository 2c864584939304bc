{# The config of an incremental conformed entity. *parts*: the columns that, after the system, make its key. #}
{% macro entity_by_key(entity, key, parts) -%}
    {%- set arguments = [entity, key, parts] | map('tojson') | join(', ') -%}
    {{ return(materialized_by_key(key, '{{ forget_gone_rows(' ~ arguments ~ ') }}')) }}
{%- endmacro %}

{# The last step of an incremental conformed entity: in an incremental run only the rows of *step* that are new or differ
   from what the table holds, in any column: another table can change a row that was not loaded again. Rows are replaced
   by *key*. #}
{% macro changed_rows(step, key) -%}
    {%- if execute and is_incremental() -%}{%- do refuse_older_version() -%}{%- endif -%}
select {{ step }}.*
from {{ step }}
    {%- if is_incremental() %}
left join (
    select
        {{ key }} as held_key,
        {{ row_fingerprint(typed_columns()) }} as held_fingerprint
    from {{ this }}
) as held
    on {{ step }}.{{ key }} = held.held_key
where held.held_key is null or held.held_fingerprint <> {{ row_fingerprint(typed_columns(step ~ '.')) }}
    {%- endif %}
{%- endmacro %}

{# The columns of the calling model's contract, each in its type. #}
{% macro typed_columns(prefix='') -%}
    {%- set columns = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do columns.append('cast(' ~ prefix ~ column.name ~ ' as ' ~ column.data_type ~ ')') -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{# What runs after an incremental conformed entity: rows that no system delivers any more (quarantined since, say) go. #}
{% macro forget_gone_rows(entity, key, parts) -%}
    {%- set rows = [] -%}
    {%- for system in delivering_systems(entity) -%}
        {%- do rows.append('select ' ~ hash_key(["'" ~ system ~ "'"] + parts) ~ ' as ' ~ key
            ~ ' from ' ~ ref(system ~ '__' ~ entity)) -%}
    {%- endfor -%}
    {{ forget_rows_not_in(key, rows | join(' union all ') or 'select cast(null as bigint) as ' ~ key ~ ' where 1 = 0') }}
{%- endmacro %}
