-- Of two kinds at one moment the one first in the alphabet counts as the first and as the last.
with kinds as (
    select
        *,
        row_number() over (
            partition by customer_id, engagement_date order by first_touched_at asc, touch_kind asc
        ) as first_place,
        row_number() over (
            partition by customer_id, engagement_date order by last_touched_at desc, touch_kind asc
        ) as last_place
    from {{ ref('int_touch_days') }}
)

select
    customer_id,
    min(case when first_place = 1 then touch_kind end) as first_touch_type,
    min(case when last_place = 1 then touch_kind end) as last_touch_type,
    cast(sum(touch_count) as bigint) as touch_count,
    {%- for kind, entity in touch_kinds().items() %}
    cast(
        case
            when {{ is_delivered("'" ~ entity ~ "'") }}
                then sum(case when touch_kind = '{{ kind }}' then touch_count else 0 end)
        end as bigint
    ) as {{ kind }}_count,
    {%- endfor %}
    engagement_date,
    min(first_touched_at) as first_touched_at,
    max(last_touched_at) as last_touched_at
from kinds
group by customer_id, engagement_date
