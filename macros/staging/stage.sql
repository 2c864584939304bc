{# A base model: every landed row of a raw table, typed as the model's YAML says, with the reasons that quarantine it and
   the flags of what is odd but kept. The YAML is the landing contract: docs/connect.md explains it.
   checks: reason -> condition on typed columns; parents: column -> [table of the same system, its key column, [columns]]:
   the row that it must point to, if the table landed; its columns are parent_<table>_<column> in checks; is_event: the
   model is incremental (dbt must know that before it reads the YAML, which says it too). #}
{% macro stage(system, table, checks={}, parents={}, is_event=false) -%}
    {%- set contract = landing_contract() -%}
    {%- set after = "{{ forget_unlanded_rows('" ~ system ~ "', '" ~ table ~ "') }}" -%}
    {%- set materialized = materialized_by_key('raw_key', after) if is_event else {'materialized': 'table'} -%}
    {%- set told = told_by_parents(checks, parents) -%}
    {{- config(meta={'parents': told}, **materialized) -}}
    {%- if execute and is_event != contract.is_event -%}
        {{ exceptions.raise_compiler_error(model.name ~ ": is_event is " ~ is_event ~ " in the SQL and "
            ~ contract.is_event ~ " in the YAML; write the same in both.") }}
    {%- endif -%}
    {%- set landed = landed_columns(source(system, table)) if execute else {} -%}
    {%- set found = landed_parents(system, parents) -%}
    {%- set checks = checks_with_landed_parents(checks, told, found) -%}
    {%- do contract.update({'first_loaded': first_loaded(source(system, table), contract, landed)}) -%}
with
{{- changed_keys(system, source(system, table), contract, landed, checks, found) }}
{{ typed_rows(source(system, table), contract, landed) }},

rows_with_parents as (
    {{ with_parents(system, 'typed_rows', found) }}
),

{{ judged_rows(contract, landed, checks, found) }},

{{ judged_copies(contract, landed) }}

select
    {%- for column in contract.columns %}
    {{ adapter.quote(column.name) }},
    {%- endfor %}
    quarantine_reasons,
    case when quarantine_reasons is null then row_flags end as row_flags,
    landed_key as raw_key,
    {%- if materialized.materialized == 'incremental' %}
    {{ landed_fingerprint(landed, 'raw_') }} as raw_fingerprint,
    {%- endif %}
    case when quarantine_reasons is not null then {{ landed_row_as_json(landed) }} end as raw_row_json
from judged_copies
{%- endmacro %}

{# What the calling model's YAML says of the landing. key: columns that name a row; loaded: when the loader wrote it;
   times: moments that have happened, the first is the business time; is_event: rows are replaced by key; is_append_only: the
   loader never writes a row again, so that its stamp says when the row came. #}
{% macro landing_contract() -%}
    {%- set landing = model.config.get('meta', {}).get('landing', {}) -%}
    {{ return({
        'columns': model.columns.values() | list,
        'key': landing.get('key', []),
        'loaded': landing.get('loaded'),
        'loaded_column': model.columns.get(landing.get('loaded')),
        'times': landing.get('times', []),
        'identity': landing.get('identity'),
        'is_event': landing.get('is_event', false),
        'is_append_only': landing.get('is_append_only', false) and landing.get('loaded') and landing.get('times'),
    }) }}
{%- endmacro %}
