with periods as (
    select * from {{ ref('int_periods') }}
),

transitions as (
    select
        *,
        case when is_active = 1 and was_active = 0 and is_new = 0 then 1 else 0 end as is_reactivated
    from {{ ref('int_period_transitions') }}
),

counted as (
    select
        grain,
        period_start_date,
        sum(was_active) as start_customers,
        sum(is_active) as end_customers,
        sum(is_new) as new_customers,
        sum(is_reactivated) as reactivated_customers,
        sum(1 - is_active) as churned_customers
    from transitions
    group by grain, period_start_date
)

select
    periods.grain,
    cast(coalesce(counted.start_customers, 0) as bigint) as start_customers,
    cast(coalesce(counted.end_customers, 0) as bigint) as end_customers,
    cast(coalesce(counted.new_customers, 0) as bigint) as new_customers,
    cast(coalesce(counted.reactivated_customers, 0) as bigint) as reactivated_customers,
    cast(coalesce(counted.churned_customers, 0) as bigint) as churned_customers,
    {{ safe_divide(
        'counted.end_customers - counted.new_customers',
        'counted.start_customers',
    ) }} as rate_brief,
    {{ safe_divide(
        'counted.end_customers - counted.new_customers - counted.reactivated_customers',
        'counted.start_customers',
    ) }} as rate_strict,
    {{ safe_divide('counted.churned_customers', 'counted.start_customers') }} as churn_rate,
    periods.is_complete_period,
    periods.period_start_date,
    periods.period_end_date
from periods
left join counted
    on
        periods.grain = counted.grain
        and periods.period_start_date = counted.period_start_date
