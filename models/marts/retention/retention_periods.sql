with periods as (
    select * from {{ ref('int_periods') }}
),

activity as (
    select
        grain,
        period_start_date,
        customer_id,
        is_first_period
    from {{ ref('int_customer_periods') }}
),

-- Each customer-period once for the period itself and once, as "previous", for the period after it.
marked as (
    select
        grain,
        period_start_date,
        customer_id,
        1 as is_active,
        0 as was_active,
        case when is_first_period then 1 else 0 end as is_new
    from activity
    union all
    select
        periods.grain,
        periods.next_start_date as period_start_date,
        activity.customer_id,
        0 as is_active,
        1 as was_active,
        0 as is_new
    from activity
    inner join periods
        on
            activity.grain = periods.grain
            and activity.period_start_date = periods.period_start_date
),

customers as (
    select
        grain,
        period_start_date,
        customer_id,
        max(is_active) as is_active,
        max(was_active) as was_active,
        max(is_new) as is_new
    from marked
    group by grain, period_start_date, customer_id
),

counted as (
    select
        grain,
        period_start_date,
        sum(was_active) as start_customers,
        sum(is_active) as end_customers,
        sum(is_new) as new_customers,
        sum(case when is_active = 1 and was_active = 0 and is_new = 0 then 1 else 0 end) as reactivated_customers,
        sum(case when is_active = 0 then 1 else 0 end) as churned_customers
    from customers
    group by grain, period_start_date
)

select
    periods.grain,
    cast(coalesce(counted.start_customers, 0) as bigint) as start_customers,
    cast(coalesce(counted.end_customers, 0) as bigint) as end_customers,
    cast(coalesce(counted.new_customers, 0) as bigint) as new_customers,
    cast(coalesce(counted.reactivated_customers, 0) as bigint) as reactivated_customers,
    cast(coalesce(counted.churned_customers, 0) as bigint) as churned_customers,
    {{ safe_divide('counted.end_customers - counted.new_customers', 'counted.start_customers') }} as rate_brief,
    {{ safe_divide('counted.end_customers - counted.new_customers - counted.reactivated_customers', 'counted.start_customers') }} as rate_strict,
    {{ safe_divide('counted.churned_customers', 'counted.start_customers') }} as churn_rate,
    periods.is_complete_period,
    periods.period_start_date,
    cast(periods.period_end_date as date) as period_end_date
from periods
left join counted
    on
        periods.grain = counted.grain
        and periods.period_start_date = counted.period_start_date
