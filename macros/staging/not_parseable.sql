{# True where a value is present but is not of the type. #}
{% macro not_parseable(column, type) -%}
    {{ column }} is not null and try_cast({{ column }} as {{ type }}) is null
{%- endmacro %}
