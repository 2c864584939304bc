{# A source, medium or campaign as it is compared: in any case, without spaces around it; a blank one is null. #}
{% macro tagged_word(column) -%}
    nullif(lower(trim({{ column }})), '')
{%- endmacro %}
