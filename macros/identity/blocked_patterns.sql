{# Patterns of values that identify nobody: those of the seed, and the addresses that forms write when there is none. #}
{% macro blocked_patterns() -%}
    select
        identifier_kind,
        pattern
    from {{ ref('identity_blocked_values') }}
    union all
    select
        'email' as identifier_kind,
        '{{ placeholder_email_pattern() }}' as pattern
{%- endmacro %}
