-- The evenings that RFM describes: every month's end since the first valid order, and as_of.
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

month_ends as (
    select periods.period_end_date as described_date
    from {{ ref('int_periods') }} as periods
    where periods.grain = 'month' and periods.is_complete_period
)

select
    month_ends.described_date,
    true as is_month_end,
    month_ends.described_date = as_of.as_of_date as is_current
from month_ends
cross join as_of
union all
select
    as_of_date as described_date,
    false as is_month_end,
    true as is_current
from as_of
where as_of_date not in (select month_ends.described_date from month_ends)
