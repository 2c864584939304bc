{# The pairs of records that `warehouse identity suggest` has left in the build file, in the schema `suggestions`; nothing
   where nobody has run it. An erasure begins the build file anew, so that it leaves none of them. #}
{% macro suggested_pairs() -%}
    {%- set columns = {
        'record_key': 'bigint', 'other_record_key': 'bigint', 'compared_fields': 'string', 'agreeing_fields': 'string',
        'match_weight': 'double', 'match_probability': 'double', 'suggested_on': 'date',
    } -%}
    {%- set pairs = adapter.get_relation(this.database, generate_schema_name('suggestions'), 'record_pairs') if execute -%}
    select
    {%- for name, type in columns.items() %}
        cast({{ name if pairs else 'null' }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    {%- if pairs %}
    from {{ pairs }}
    {%- else %}
    where 1 = 0
    {%- endif %}
{%- endmacro %}
