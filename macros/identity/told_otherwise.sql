{# The rows of the step *told*, and in `told_fingerprint` what shows whether a record is told with something else than
   before, or read by other *patterns*. In an incremental run only the records that are: their rows take the place of
   those held. A record that nothing is told of any more leaves an empty row, which forget_silent_records takes away. #}
{% macro told_otherwise(told, patterns) -%}
    select
        now.record_key,
        {{ told }}.identifier_kind,
        {{ told }}.identifier_system,
        {{ told }}.identifier_value,
        {{ told }}.e164,
        {{ told }}.first_seen_at,
        now.told_fingerprint
    from (
        {%- if is_incremental() %}
        select
            coalesce(now.record_key, held.record_key) as record_key,
            now.told_fingerprint
        from ({{ told_fingerprints(told, patterns) }}) as now
        full outer join (select distinct record_key, told_fingerprint from {{ this }}) as held
            on now.record_key = held.record_key
        where now.told_fingerprint is distinct from held.told_fingerprint
        {%- else %}
        {{ told_fingerprints(told, patterns) }}
        {%- endif %}
    ) as now
    left join {{ told }} on now.record_key = {{ told }}.record_key
{%- endmacro %}

{% macro told_fingerprints(told, patterns) -%}
    select
        rows_now.record_key,
        sum(cast(rows_now.of_row as decimal(38, 0))) + max(read_by.of_patterns) as told_fingerprint
    from (
        select
            record_key,
            {{ row_fingerprint(
                ['identifier_kind', 'identifier_system', 'identifier_value', 'e164', 'first_seen_at']
            ) }} as of_row
        from {{ told }}
    ) as rows_now
    cross join (
        select sum(cast({{ row_fingerprint(['identifier_kind', 'pattern']) }} as decimal(38, 0))) as of_patterns
        from {{ patterns }}
    ) as read_by
    group by rows_now.record_key
{%- endmacro %}

{# What runs after an incremental model whose rows come from told_otherwise. #}
{% macro forget_silent_records() -%}
    delete from {{ this }} where identifier_kind is null
{%- endmacro %}
