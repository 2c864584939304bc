{# The text of a value inside a JSON text, by path such as $.shop_money.amount; null where it is not there or not JSON. #}
{% macro json_text(json, path) -%}
    {{ return(adapter.dispatch('json_text')(json, path)) }}
{%- endmacro %}

{% macro default__json_text(json, path) -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '{{ path }}') end
{%- endmacro %}

{# get_json_object also reads what is not JSON: single quotation marks, words behind the end. #}
{% macro spark__json_text(json, path) -%}
    case
        when try_parse_json({{ json }}) is not null and {{ matches(json, '[]}] *$') }} then get_json_object({{ json }}, '{{ path }}')
    end
{%- endmacro %}
