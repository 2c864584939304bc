{%- set zone = "'" ~ var('time_zone') ~ "'" %}
-- What was told later holds later, though a run may describe an earlier evening than the one before it.
with told as (
    select
        record_key,
        customer_id,
        event_batch,
        max(as_of_date) over (
            partition by record_key order by event_batch rows between unbounded preceding and current row
        ) as as_of_date
    from {{ ref('int_identity_events') }}
    where event_type <> 'erase'
),

followed as (
    select
        *,
        lead(as_of_date) over (partition by record_key order by event_batch) as next_date
    from told
),

-- Of several changes on one evening the last holds; the first that holds, held since the record is seen.
intervals as (
    select
        followed.*,
        records.record_type,
        records.source_system,
        records.record_id,
        case
            when row_number() over (partition by followed.record_key order by followed.event_batch) = 1
                then cast(records.first_seen_date as timestamp)
            else cast(followed.as_of_date + interval '1' day as timestamp)
        end as first_day,
        cast(followed.next_date + interval '1' day as timestamp) as next_day
    from followed
    inner join {{ ref('int_identity_records') }} as records
        on followed.record_key = records.record_key
    where
        followed.next_date is null
        or (
            followed.next_date > followed.as_of_date
            and coalesce(followed.next_date >= records.first_seen_date, true)
        )
)

select
    intervals.record_key,
    intervals.record_type,
    intervals.source_system,
    intervals.record_id,
    intervals.customer_id,
    case when intervals.next_date is null then {{ link_class('paths.least_strength') }} end as link_class,
    paths.link_path,
    paths.link_count,
    paths.weakest_kind,
    paths.linked_record_key,
    {{ to_utc('intervals.first_day', zone) }} as valid_from,
    {{ to_utc('intervals.next_day', zone) }} as valid_to
from intervals
left join {{ ref('int_identity_paths') }} as paths
    on case when intervals.next_date is null then intervals.record_key end = paths.record_key
union all
select
    owners.device_key as record_key,
    'device' as record_type,
    cast(null as string) as source_system,
    cast(null as string) as record_id,
    owners.customer_id,
    'device' as link_class,
    owners.evidence_kind || coalesce(' -> ' || paths.link_path, '') as link_path,
    paths.link_count + 1 as link_count,
    owners.evidence_kind as weakest_kind,
    owners.record_key as linked_record_key,
    coalesce(owners.valid_from, owners.first_seen_at) as valid_from,
    owners.valid_to
from {{ ref('int_device_owners') }} as owners
inner join {{ ref('int_identity_paths') }} as paths
    on owners.record_key = paths.record_key
