{# Addresses that forms and tills write when there is none. They are flagged, and identify nobody; what else identifies nobody
   is in the seed identity_blocked_values. #}
{% macro placeholder_email_pattern() -%}
    ^(null|none|noemail|no-?mail|no-?reply|test|unknown|na|n[./]?a|asdf+|abc|aaa+|xxx+|qwertz?)@|@(null|none|example|test|invalid|example[.]invalid)([.]|$)
{%- endmacro %}

{% macro is_placeholder_email(email) -%}
    {{ matches('lower(' ~ email ~ ')', placeholder_email_pattern()) }}
{%- endmacro %}
