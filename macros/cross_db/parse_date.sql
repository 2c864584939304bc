{# A date written as eight digits (YYYYMMDD); null for anything else. #}
{% macro parse_date(text) -%}
    case
        when {{ matches(text, '^[0-9]{8}$') }}
            then try_cast(substr({{ text }}, 1, 4) || '-' || substr({{ text }}, 5, 2) || '-' || substr({{ text }}, 7, 2) as date)
    end
{%- endmacro %}
