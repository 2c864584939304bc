{# The fingerprint of the rules by which phone numbers are read, an SQL expression. #}
{% macro phone_rules_fingerprint() -%}
    (
        select {{ fingerprint_of_rows(row_fingerprint([
            'country_code', 'calling_code', 'trunk_prefix', 'international_prefix', 'national_lengths', 'longest_own_code',
            'is_main_country',
        ])) }}
        from {{ ref('phone_countries') }}
    )
{%- endmacro %}
