-- How many waited how long, and whether what they waited for came.
with waits as (
    select
        row_number() over (partition by customer_id order by order_date) as purchase_day_number,
        gap_days as duration_days,
        1 as is_event
    from {{ ref('int_purchase_day_gaps') }}
    union all
    select
        purchase_day_count as purchase_day_number,
        days_since_last_order as duration_days,
        0 as is_event
    from {{ ref('int_customer_orders') }}
),

durations as (
    select
        'next_order' as curve,
        case
            when purchase_day_number >= 4 then 'purchase_day_4_or_later'
            else 'purchase_day_' || cast(purchase_day_number as string)
        end as stratum,
        duration_days,
        is_event
    from waits
    union all
    select
        'next_order' as curve,
        'all' as stratum,
        duration_days,
        is_event
    from waits
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
