{# The keys of a till's rows whose time came with an offset: it was read as the UTC moment that it is, and is no wall clock. #}
{% macro pos_times_with_offset(table, column) -%}
    select raw_key
    from {{ ref('pos__flagged_rows') }}
    where entity = '{{ table }}' and flags like '%time_with_offset:{{ column }}%'
    group by raw_key
{%- endmacro %}
