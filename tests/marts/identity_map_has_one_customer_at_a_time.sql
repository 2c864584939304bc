-- From when it was first seen until now every record and device is one customer: intervals meet.
{%- set in_order = 'partition by record_type, record_key order by valid_from nulls first' %}

with intervals as (
    select
        record_key,
        record_type,
        valid_from,
        valid_to,
        lag(valid_to) over ({{ in_order }}) as valid_to_before,
        row_number() over ({{ in_order }}) as place,
        count(*) over (partition by record_type, record_key) as interval_count
    from {{ ref('identity_map') }}
)

select intervals.*
from intervals
left join {{ ref('int_identity_records') }} as records
    on intervals.record_key = records.record_key and intervals.record_type <> 'device'
where
    (
        intervals.place = 1 and intervals.record_type <> 'device'
        and coalesce({{ shop_date('intervals.valid_from') }}, date '0001-01-01')
        <> coalesce(records.first_seen_date, date '0001-01-01')
    )
    or (intervals.place = 1 and intervals.record_type = 'device' and intervals.valid_from is null)
    or (intervals.place > 1 and coalesce(intervals.valid_from <> intervals.valid_to_before, true))
    or (intervals.place < intervals.interval_count and intervals.valid_to is null)
    or (intervals.place = intervals.interval_count and intervals.valid_to is not null)
