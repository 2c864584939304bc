-- The gaps between purchase days that had ended by an evening. Their median is computed where a gap ends, and
-- holds until the next one does.
with gaps as (
    select
        gaps.customer_id,
        gaps.gap_days,
        days.enters_on
    from {{ ref('int_purchase_day_gaps') }} as gaps
    inner join {{ ref('int_rfm_days') }} as days
        on gaps.order_date = days.calendar_date
),

changes as (
    select
        customer_id,
        enters_on,
        lead(enters_on) over (partition by customer_id order by enters_on) as next_on
    from gaps
    group by customer_id, enters_on
),

medians as (
    select
        changes.customer_id,
        changes.enters_on,
        changes.next_on,
        count(*) as gap_count,
        cast(median(gaps.gap_days) as double) as median_gap_days
    from changes
    inner join gaps
        on
            changes.customer_id = gaps.customer_id
            and changes.enters_on >= gaps.enters_on
    group by changes.customer_id, changes.enters_on, changes.next_on
)

select
    medians.customer_id,
    dates.described_date,
    medians.gap_count,
    medians.median_gap_days
from medians
inner join {{ ref('int_rfm_dates') }} as dates
    on
        medians.enters_on <= dates.described_date
        and coalesce(medians.next_on, date '9999-12-31') > dates.described_date
