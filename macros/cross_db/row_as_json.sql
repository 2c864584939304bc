{# Columns of a row as a JSON object of texts; nulls are kept. columns: names, or a mapping of key -> SQL expression. #}
{% macro row_as_json(columns) -%}
    {{ return(adapter.dispatch('row_as_json')(named_values(columns))) }}
{%- endmacro %}

{% macro named_values(columns) -%}
    {%- if columns is mapping -%}{{ return(columns) }}{%- endif -%}
    {%- set values = {} -%}
    {%- for column in columns -%}{%- do values.update({column: column}) -%}{%- endfor -%}
    {{ return(values) }}
{%- endmacro %}

{% macro default__row_as_json(columns) -%}
    cast(to_json({
        {%- for key, value in columns.items() %}'{{ key }}': cast({{ value }} as string){{ ', ' if not loop.last }}{% endfor -%}
    }) as string)
{%- endmacro %}

{% macro spark__row_as_json(columns) -%}
    to_json(named_struct(
        {%- for key, value in columns.items() %}'{{ key }}', cast({{ value }} as string){{ ', ' if not loop.last }}{% endfor -%}
    ), map('ignoreNullFields', 'false'))
{%- endmacro %}
