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

-- Of several changes on one evening the last holds; the first that holds, held always.
intervals as (
    select
        *,
        row_number() over (partition by record_key order by event_batch) as place
    from followed
    where next_date is null or next_date > as_of_date
)

select
    intervals.record_key,
    records.record_type,
    records.source_system,
    records.record_id,
    intervals.customer_id,
    case
        when intervals.next_date is null then coalesce(classes.link_class, 'none')
    end as link_class,
    cast(
        case when intervals.place > 1 then intervals.as_of_date + interval '1' day end as timestamp
    ) as valid_from,
    cast(intervals.next_date + interval '1' day as timestamp) as valid_to
from intervals
inner join {{ ref('int_identity_records') }} as records
    on intervals.record_key = records.record_key
left join {{ ref('int_identity_link_classes') }} as classes
    on intervals.record_key = classes.record_key
union all
select
    device_key as record_key,
    'device' as record_type,
    cast(null as string) as source_system,
    cast(null as string) as record_id,
    customer_id,
    'device' as link_class,
    valid_from,
    valid_to
from {{ ref('int_device_owners') }}
