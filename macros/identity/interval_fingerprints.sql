{# The fingerprint of what the intervals of a record are made of: the rows of the step *log*, what its system tells of it, and
   the time zone. A record that is gone, or that the log does not know, has none. #}
{% macro interval_fingerprints(log, zone) -%}
    select
        record_key,
        {{ fingerprint_of_rows('of_row') }} as history_fingerprint
    from (
        select
            record_key,
            {{ row_fingerprint(['event_batch', 'customer_id', 'registration_number', 'as_of_date']) }} as of_row,
            0 as is_record
        from {{ log }}
        union all
        select
            record_key,
            {{ row_fingerprint(['record_type', 'source_system', 'record_id', 'first_seen_date', zone]) }} as of_row,
            1 as is_record
        from {{ ref('int_identity_records') }}
    ) as told
    group by record_key
    having min(is_record) = 0 and max(is_record) = 1
{%- endmacro %}
