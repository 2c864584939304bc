-- How many waited how long, and whether what they waited for came.
with durations as (
    select
        'next_order' as curve,
        stratum,
        duration_days,
        is_event
    from {{ ref('int_order_waits') }}
    union all
    select
        'next_order' as curve,
        'all' as stratum,
        duration_days,
        is_event
    from {{ ref('int_order_waits') }}
    union all
    select
        'lifetime' as curve,
        'all' as stratum,
        duration_days,
        is_ended as is_event
    from {{ ref('int_lifetimes') }}
)

select
    curve,
    stratum,
    duration_days,
    sum(is_event) as event_count,
    sum(1 - is_event) as censored_count
from durations
group by curve, stratum, duration_days
