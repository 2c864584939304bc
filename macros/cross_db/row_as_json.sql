{# The named columns of a row as a JSON object of texts; nulls are kept. #}
{% macro row_as_json(columns) -%}
    {{ return(adapter.dispatch('row_as_json')(columns)) }}
{%- endmacro %}

{% macro default__row_as_json(columns) -%}
    cast(to_json({
        {%- for column in columns %}'{{ column }}': cast({{ column }} as string){{ ', ' if not loop.last }}{% endfor -%}
    }) as string)
{%- endmacro %}

{% macro spark__row_as_json(columns) -%}
    to_json(named_struct(
        {%- for column in columns %}'{{ column }}', cast({{ column }} as string){{ ', ' if not loop.last }}{% endfor -%}
    ), map('ignoreNullFields', 'false'))
{%- endmacro %}
