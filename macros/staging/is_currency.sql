{# Whether a text is a currency code of money that shops take: three capitals, and none of ISO 4217's codes for no
   currency, tests and metals. #}
{% macro is_currency(code) -%}
    ({{ matches(code, '^[A-Z][A-Z][A-Z]$') }} and {{ code }} not in ('XXX', 'XTS', 'XAU', 'XAG', 'XPT', 'XPD', 'ZZZ'))
{%- endmacro %}
