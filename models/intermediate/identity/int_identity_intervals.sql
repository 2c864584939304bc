{{ config(**materialized_by_key('record_key', "{{ forget_empty_rows('customer_id') }}")) }}
{%- set zone = "'" ~ var('time_zone') ~ "'" %}
-- Which customer a record was when. What was told later holds later, though a run may describe an earlier
-- evening than the one before it. A record is read again when the log or its system tells something else.
with log as (
    select
        record_key,
        customer_id,
        registration_number,
        event_batch,
        as_of_date
    from {{ ref('int_identity_events') }}
    where event_type <> 'erase'
),

fingerprints as (
    {{ interval_fingerprints('log', zone) }}
),

changed as (
    {%- if is_incremental() %}
    {{ other_fingerprints('fingerprints', this, 'record_key', 'history_fingerprint') }}
    {%- else %}
    select * from fingerprints
    {%- endif %}
),

told as (
    select
        log.*,
        max(log.as_of_date) over (
            partition by log.record_key order by log.event_batch
            rows between unbounded preceding and current row
        ) as told_date
    from log
    inner join changed
        on log.record_key = changed.record_key
),

followed as (
    select
        *,
        lead(told_date) over (partition by record_key order by event_batch) as next_date
    from told
),

-- Of several changes on one evening the last holds; the first that holds, held since the record is seen.
intervals as (
    select
        followed.*,
        records.record_type,
        records.source_system,
        records.record_id,
        records.first_seen_date,
        case
            when row_number() over (partition by followed.record_key order by followed.event_batch) = 1
                then cast(records.first_seen_date as timestamp)
            else cast(followed.told_date + interval '1' day as timestamp)
        end as first_day,
        cast(followed.next_date + interval '1' day as timestamp) as next_day
    from followed
    inner join {{ ref('int_identity_records') }} as records
        on followed.record_key = records.record_key
    where
        followed.next_date is null
        or (
            followed.next_date > followed.told_date
            and coalesce(followed.next_date >= records.first_seen_date, true)
        )
)

select
    changed.record_key,
    intervals.record_type,
    intervals.source_system,
    intervals.record_id,
    intervals.first_seen_date,
    intervals.customer_id,
    intervals.registration_number,
    {{ to_utc('intervals.first_day', zone) }} as valid_from,
    {{ to_utc('intervals.next_day', zone) }} as valid_to,
    changed.history_fingerprint
from changed
left join intervals
    on changed.record_key = intervals.record_key
