{# The rows of the step *told*, and in `told_fingerprint` what shows whether a record is told with something else than
   before, or read by other *patterns*, or its phones by other rules. In an incremental run only the records that are: their
   rows take the place of those held. A record that nothing is told of any more leaves an empty row, which forget_empty_rows takes away. #}
{% macro told_otherwise(told, patterns) -%}
    select
        now.record_key,
        {{ told }}.identifier_kind,
        {{ told }}.identifier_system,
        {{ told }}.identifier_value,
        {{ told }}.country_code,
        {{ told }}.first_seen_at,
        now.told_fingerprint
    from (
        {%- set fingerprints = told_fingerprints(told, patterns) %}
        {%- if is_incremental() %}
        {{ other_fingerprints('(' ~ fingerprints ~ ')', this, 'record_key', 'told_fingerprint') }}
        {%- else %}
        {{ fingerprints }}
        {%- endif %}
    ) as now
    left join {{ told }} on now.record_key = {{ told }}.record_key
{%- endmacro %}

{% macro told_fingerprints(told, patterns) -%}
    select
        rows_now.record_key,
        {{ fingerprint_of_rows('rows_now.of_row') }} + max(read_by.of_rules) as told_fingerprint
    from (
        select
            record_key,
            {{ row_fingerprint(
                ['identifier_kind', 'identifier_system', 'identifier_value', 'country_code', 'first_seen_at']
            ) }} as of_row
        from {{ told }}
    ) as rows_now
    cross join (
        select {{ fingerprint_of_rows('of_rule') }} as of_rules
        from (
            select {{ row_fingerprint(['identifier_kind', 'pattern']) }} as of_rule
            from {{ patterns }}
            union all
            select max(rules_fingerprint) as of_rule
            from {{ ref('int_phone_numbers') }}
        ) as rules
    ) as read_by
    group by rows_now.record_key
{%- endmacro %}
