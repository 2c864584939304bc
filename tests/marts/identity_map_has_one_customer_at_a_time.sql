-- From the beginning until now every record and device is one customer: intervals meet.
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

select *
from intervals
where
    (place = 1 and valid_from is not null)
    or (place > 1 and coalesce(valid_from <> valid_to_before, true))
    or (place < interval_count and valid_to is null)
    or (place = interval_count and valid_to is not null)
