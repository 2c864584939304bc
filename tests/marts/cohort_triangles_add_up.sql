-- The segments of each dimension make up the whole, which is cohort_retention where the month is over.
with summed as (
    select
        dimension,
        cohort_start_date,
        period_start_date,
        sum(cohort_customers) as cohort_customers,
        sum(active_customers) as active_customers,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount
    from {{ ref('cohort_triangles') }}
    where grain = 'month'
    group by dimension, cohort_start_date, period_start_date
)

select
    summed.dimension,
    summed.cohort_start_date,
    summed.period_start_date
from summed
full outer join {{ ref('cohort_retention') }} as whole
    on
        summed.cohort_start_date = whole.cohort_month
        and summed.period_start_date = whole.activity_month
where
    summed.dimension is null
    or whole.cohort_month is null
    or summed.cohort_customers <> whole.cohort_customers
    or (
        whole.is_complete_month
        and not coalesce(
            summed.active_customers = whole.active_customers
            and summed.order_count = whole.order_count
            and summed.net_amount = whole.net_amount,
            false
        )
    )
