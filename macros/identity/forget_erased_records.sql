{# Takes the erased out of the log of identity on a target that `warehouse erase` does not build itself (Spark):
   `warehouse erase --spark` runs it. It does what loyalty_warehouse/erasure/renewal.py does on DuckDB: the rows of their
   records go, keys that were theirs alone are no reason more, and a row of type erase says that a customer id is gone.
   The log becomes a new table that takes its place, since Parquet tables have no DELETE; a run that is cut off is done again.
   *record_keys*: their records; *identifier_keys*: identifiers that only they held. #}
{% macro forget_erased_records(record_keys, identifier_keys) -%}
    {%- set log = ref('int_identity_events').incorporate(type='table') -%}
    {%- set renewed = log.incorporate(path={'identifier': log.identifier ~ '__renewed'}, type='table') -%}
    {%- if load_relation(log) is none and load_relation(renewed) is not none -%}
        {%- do adapter.rename_relation(renewed, log) -%}
    {%- endif -%}
    {%- if load_relation(log) is none -%}
        {{ exceptions.raise_compiler_error('There is no ' ~ log ~ ' on the target ' ~ target.name ~ '.') }}
    {%- endif -%}
    {%- set columns = adapter.get_columns_in_relation(log) | map(attribute='name') | list -%}
    {%- do adapter.drop_relation(renewed) -%}
    {%- do run_query(empty_copy(renewed, log)) -%}
    {%- do run_query('insert into ' ~ renewed ~ ' ' ~ log_without(log, columns, record_keys, identifier_keys)) -%}
    {%- do adapter.drop_relation(load_relation(log)) -%}
    {%- do adapter.rename_relation(renewed, log) -%}
    {%- do adapter.commit() -%}
{%- endmacro %}

{# The rows of the log without what is the erased's, and their tombstones. *columns*: those of the log, in their order. #}
{% macro log_without(log, columns, record_keys, identifier_keys) -%}
    {%- set records = '(' ~ record_keys | join(', ') ~ ')' -%}
    {%- set keys = '(' ~ (record_keys + identifier_keys) | join(', ') ~ ')' -%}
    {%- set kept = '(record_key not in ' ~ records ~ " or event_type = 'erase')" -%}
    {%- set reason = 'case when deciding_key in ' ~ keys ~ ' then null else deciding_key end' -%}
    {%- set told = {
        'event_batch': 'last.event_batch + 1', 'record_key': 'gone.customer_id', 'event_type': "'erase'",
        'customer_id': 'gone.customer_id', 'group_state': "'alone'", 'as_of_date': 'last.as_of_date',
        'registration_number': 'last.registration_number + row_number() over (order by gone.customer_id)',
    } -%}
    select
    {%- for column in columns %}
        {{ reason if column == 'deciding_key' else column }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ log }}
    where {{ kept }}
    union all
    select
    {%- for column in columns %}
        {{ told.get(column, 'null') }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    from (
        select customer_id
        from {{ log }}
        where record_key in {{ records }} and customer_id in {{ records }}
        group by customer_id
        having max(case when event_type = 'erase' then 1 else 0 end) = 0
    ) as gone
    cross join (
        select
            coalesce(max(event_batch), 0) as event_batch,
            coalesce(max(registration_number), 0) as registration_number,
            (select max(as_of_date) from {{ ref('int_as_of') }}) as as_of_date
        from {{ log }}
        where {{ kept }}
    ) as last
{%- endmacro %}

{# A table like another one, without its rows, stored as that is. #}
{% macro empty_copy(new, old) -%}
    {{ return(adapter.dispatch('empty_copy')(new, old)) }}
{%- endmacro %}

{% macro default__empty_copy(new, old) -%}
    create table {{ new }} as select * from {{ old }} where 1 = 0
{%- endmacro %}

{% macro spark__empty_copy(new, old) -%}
    create table {{ new }} like {{ old }}
{%- endmacro %}
