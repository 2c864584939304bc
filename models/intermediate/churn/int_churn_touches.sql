-- Touches but orders of the 90 days that end with a described evening, and of the 90 days before those.
-- Only what names a customer's record: whose device it was is learnt later, sometimes.
with touches as (
    select
        customer_id,
        touch_date,
        count(*) as touch_count
    from {{ ref('fct_touches') }}
    where touch_type <> 'order' and customer_id is not null and customer_record_key is not null
    group by customer_id, touch_date
),

-- Each day with the evenings that look back on it: a handful of rows, instead of comparing all touches.
touch_dates as (
    select distinct touch_date
    from touches
),

days as (
    select
        touch_dates.touch_date,
        dates.described_date,
        {{ days_between('touch_dates.touch_date', 'dates.described_date') }} as age_days
    from touch_dates
    cross join {{ ref('int_rfm_dates') }} as dates
),

looked_back as (
    select * from days
    where age_days between 0 and 179
)

select
    touches.customer_id,
    looked_back.described_date,
    cast(sum(case when looked_back.age_days < 90 then touches.touch_count else 0 end) as bigint)
        as touch_90d_count,
    cast(sum(case when looked_back.age_days < 90 then 0 else touches.touch_count end) as bigint)
        as touch_before_90d_count
from touches
inner join looked_back
    on touches.touch_date = looked_back.touch_date
group by touches.customer_id, looked_back.described_date
