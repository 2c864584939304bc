{# A refusal that nobody spoke: a box that was left empty. Systems mark it at the end of consents.method. #}
{% macro is_unticked(method) -%}
    coalesce({{ method }} like '%, unticked', false)
{%- endmacro %}
