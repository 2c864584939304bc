with months as (
    select
        period_start_date as month_date,
        is_complete_period
    from {{ ref('int_periods') }}
    where grain = 'month'
),

activity as (
    select * from {{ ref('int_customer_periods') }}
    where grain = 'month'
),

cohorts as (
    select
        customer_id,
        period_start_date as cohort_month
    from activity
    where is_first_period
),

sizes as (
    select
        cohort_month,
        count(*) as cohort_customers
    from cohorts
    group by cohort_month
),

active as (
    select
        cohorts.cohort_month,
        activity.period_start_date as activity_month,
        count(case when activity.order_count > 0 then activity.customer_id end) as active_customers,
        sum(activity.order_count) as order_count,
        sum(activity.net_amount) as net_amount
    from activity
    inner join cohorts
        on activity.customer_id = cohorts.customer_id
    group by cohorts.cohort_month, activity.period_start_date
),

-- Dense: a month in which nobody of a cohort bought is a cell with zero.
cells as (
    select
        sizes.cohort_month,
        months.month_date as activity_month,
        {{ months_between('sizes.cohort_month', 'months.month_date') }} as month_number,
        sizes.cohort_customers,
        coalesce(active.active_customers, 0) as active_customers,
        cast(coalesce(active.order_count, 0) as bigint) as order_count,
        cast(coalesce(active.net_amount, 0) as decimal(18, 2)) as net_amount,
        months.is_complete_period as is_complete_month
    from sizes
    inner join months
        on sizes.cohort_month <= months.month_date
    left join active
        on
            sizes.cohort_month = active.cohort_month
            and months.month_date = active.activity_month
)

select
    cast(month_number as int) as month_number,
    cohort_customers,
    {%- for measure in ['active_customers', 'order_count', 'net_amount'] %}
    case when is_complete_month then {{ measure }} end as {{ measure }},
    {%- endfor %}
    cast(case
        when is_complete_month
            then sum(net_amount) over (
                partition by cohort_month
                order by activity_month
                rows between unbounded preceding and current row
            )
    end as decimal(18, 2)) as cumulative_net_amount,
    case
        when is_complete_month or month_number = 0
            then {{ safe_divide('active_customers', 'cohort_customers') }}
    end as retention_rate,
    is_complete_month,
    cohort_month,
    activity_month
from cells
