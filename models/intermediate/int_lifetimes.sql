-- How long each customer was one, as far as it can be told, for those who first bought by the cutoff.
with cutoff as (
    -- Whoever bought last on this day or before has by now been silent for six calendar months.
    select max(periods.period_start_date) as cutoff_date
    from {{ ref('int_periods') }} as periods
    cross join {{ ref('int_as_of') }} as as_of
    where
        periods.grain = 'day'
        and {{ add_months('periods.period_start_date', 6) }} <= as_of.as_of_date
),

customers as (
    select
        customer_orders.*,
        cutoff.cutoff_date
    from {{ ref('int_customer_orders') }} as customer_orders
    cross join cutoff
)

-- Who was still buying after the cutoff is followed until then: later nobody can be seen to end.
select
    customer_id,
    {{ days_between('first_order_date', 'least(last_order_date, cutoff_date)') }} as duration_days,
    {{ days_between('first_order_date', 'cutoff_date') }} as followed_days,
    case when last_order_date <= cutoff_date then 1 else 0 end as is_ended,
    first_order_date
from customers
where first_order_date <= cutoff_date
