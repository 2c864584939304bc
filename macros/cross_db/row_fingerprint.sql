{# A 64-bit number that tells whether two rows of the same engine hold the same values, nulls included. Each engine has its
   own: it is compared with what the same engine made. columns: list of SQL expressions. #}
{% macro row_fingerprint(columns) -%}
    {{ return(adapter.dispatch('row_fingerprint')(columns)) }}
{%- endmacro %}

{% macro default__row_fingerprint(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{# xxhash64 passes over nulls, so it would not tell which of two columns is null. #}
{% macro spark__row_fingerprint(columns) -%}
    xxhash64(
        {%- for column in columns %}{{ column }}, ({{ column }}) is null{{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}
