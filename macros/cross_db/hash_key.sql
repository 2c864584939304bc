{# 64-bit integer key of one or more identifying columns: the first 60 bits of the MD5 of their texts,
   joined by the unit separator. Null when any part is null: a null identifier never joins. #}
{% macro hash_key(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append('cast(' ~ column ~ ' as string)') -%}
    {%- endfor -%}
    {{ return(adapter.dispatch('hash_key')('md5(' ~ parts | join(' || chr(31) || ') ~ ')')) }}
{%- endmacro %}

{% macro default__hash_key(hexadecimal) -%}
    cast('0x' || substr({{ hexadecimal }}, 1, 15) as bigint)
{%- endmacro %}

{% macro spark__hash_key(hexadecimal) -%}
    cast(conv(substr({{ hexadecimal }}, 1, 15), 16, 10) as bigint)
{%- endmacro %}
