{# The family of a data type as the engines report it, for comparing a delivery with a contract. #}
{% macro type_family(data_type) -%}
    {%- set base = (data_type | lower).split('(')[0] | trim -%}
    {%- set families = {
        'string': 'text', 'varchar': 'text', 'text': 'text',
        'int': 'integer', 'integer': 'integer', 'bigint': 'integer', 'smallint': 'integer', 'tinyint': 'integer',
        'decimal': 'decimal', 'numeric': 'decimal', 'hugeint': 'integer',
        'double': 'double', 'float': 'double', 'boolean': 'boolean', 'date': 'date',
        'timestamp': 'timestamp', 'timestamp_ntz': 'timestamp',
    } -%}
    {{ return(families.get(base, base)) }}
{%- endmacro %}

{# The families whose values fit a contract type without loss: whole numbers fit decimals. #}
{% macro accepted_families(data_type) -%}
    {%- set family = type_family(data_type) -%}
    {{ return([family, 'integer'] if family == 'decimal' else [family]) }}
{%- endmacro %}
