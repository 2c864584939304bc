{# The step typed_rows of stage(): every column typed under its own name and, as raw_<name>, as it landed. #}
{% macro typed_rows(relation, contract, landed) -%}
typed_rows as (
    select
        {%- for column in contract.columns %}
        {{ typed_value(column, landed.get(column.name | lower)) }} as {{ adapter.quote(column.name) }},
        {%- endfor %}
        {%- for name in landed %}
        {{ adapter.quote(name) }} as {{ adapter.quote('raw_' ~ name) }},
        {%- endfor %}
        {{ landed_key(contract.key, landed) }} as landed_key
    {%- if landed %}
    from {{ relation }}
    {{ only_changed_rows(relation, contract, landed) }}
    {%- else %}
    where 1 = 0
    {%- endif %}
)
{%- endmacro %}

{# A landed value in the type of its contract; null where it cannot be read as that, and where the column is missing.
   A column's meta may name the format of its texts (plain_text). #}
{% macro typed_value(column, landed_type) -%}
    {%- set name = adapter.quote(column.name) -%}
    {%- set type = column.data_type -%}
    {%- set text = plain_text(name, column.config.meta.get('format')) -%}
    {%- if landed_type is none -%}
        cast(null as {{ type }})
    {%- elif type_family(type) == 'text' -%}
        nullif(trim(cast({{ name }} as string)), '')
    {%- elif type_family(landed_type) == 'text' and type_family(type) in ['integer', 'decimal', 'double'] -%}
        {{ parse_number(text, type) }}
    {%- elif type_family(landed_type) == 'text' and type_family(type) == 'timestamp' -%}
        {{ parse_timestamp(text) }}
    {%- elif type_family(landed_type) == 'text' and type_family(type) == 'date' -%}
        try_cast({{ text }} as date)
    {%- else -%}
        try_cast({{ name }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{# The natural key of a landed row as text: its key columns joined by '-'. #}
{% macro landed_key(key, landed) -%}
    {%- set parts = [] -%}
    {%- for name in key if name | lower in landed -%}
        {%- do parts.append("coalesce(cast(" ~ adapter.quote(name) ~ " as string), '')") -%}
    {%- endfor -%}
    {{ parts | join(" || '-' || ") or "cast(null as string)" }}
{%- endmacro %}

{% macro landed_row_as_json(landed) -%}
    {%- set columns = {} -%}
    {%- for name in landed -%}
        {%- do columns.update({name: adapter.quote('raw_' ~ name)}) -%}
    {%- endfor -%}
    {{ row_as_json(columns) if columns else 'cast(null as string)' }}
{%- endmacro %}
