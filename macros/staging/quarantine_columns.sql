{# The three columns every base model ends with: quarantine_reasons (machine-readable codes joined by ';', null for a
   good row) and, for quarantined rows only, raw_key (the row's natural key as text) and raw_row_json (the row as landed).
   checks: mapping of reason code -> SQL condition that is true for a bad row. #}
{% macro quarantine_columns(system, table, raw_key, checks) -%}
    {%- set reasons -%}
        nullif(concat_ws(';'
        {%- for code, condition in checks.items() -%}
            , case when {{ condition }} then '{{ code }}' end
        {%- endfor -%}
        ), '')
    {%- endset -%}
    {{ reasons }} as quarantine_reasons,
        case when {{ reasons }} is not null then {{ raw_key }} end as raw_key,
        case when {{ reasons }} is not null then {{ row_as_json(source_columns(system, table) or ['null']) }} end as raw_row_json
{%- endmacro %}

{# The column names that a source's YAML declares: what a quarantined row keeps. None in a unit test, which does not
   know the sources. #}
{% macro source_columns(system, table) -%}
    {%- set sources = graph.get('sources', {}) if execute else {} -%}
    {%- for node in sources.values() if node.source_name == system and node.name == table -%}
        {{ return(node.columns.keys() | list) }}
    {%- endfor -%}
    {{ return([]) }}
{%- endmacro %}
