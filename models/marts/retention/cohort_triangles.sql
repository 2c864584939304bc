{%- set measures = ['order_count', 'net_amount', 'costed_net_amount', 'margin_amount'] -%}
with activity as (
    select * from {{ ref('int_cohort_activity') }}
),

periods as (
    select
        *,
        cast(row_number() over (partition by grain order by period_start_date) as bigint) as place
    from {{ ref('int_periods') }}
    where grain in ('day', 'week', 'month', 'quarter')
),

-- Everybody is active in the period of the first order.
cohorts as (
    select
        activity.grain,
        activity.dimension,
        activity.segment,
        activity.cohort_start_date,
        activity.active_customers as cohort_customers,
        periods.place,
        case when activity.grain = 'day' then periods.place + 30 else 999999 end as last_place
    from activity
    inner join periods
        on
            activity.grain = periods.grain
            and activity.cohort_start_date = periods.period_start_date
    where activity.cohort_start_date = activity.period_start_date
),

-- Dense: a period in which nobody of a cohort bought is a cell with zeros.
cells as (
    select
        cohorts.*,
        periods.place - cohorts.place as period_number,
        periods.period_start_date,
        periods.is_complete_period,
        coalesce(activity.active_customers, 0) as active_customers,
        coalesce(activity.order_count, 0) as order_count,
        coalesce(activity.net_amount, 0) as net_amount,
        activity.costed_net_amount,
        activity.margin_amount,
        activity.grain is null as is_still
    from cohorts
    inner join periods
        on
            cohorts.grain = periods.grain
            and cohorts.place <= periods.place
            and cohorts.last_place >= periods.place
    left join activity
        on
            cohorts.grain = activity.grain
            and cohorts.dimension = activity.dimension
            and cohorts.segment = activity.segment
            and cohorts.cohort_start_date = activity.cohort_start_date
            and periods.period_start_date = activity.period_start_date
)

select
    grain,
    dimension,
    segment,
    period_number,
    cohort_customers,
    case when is_complete_period then active_customers end as active_customers,
    {%- for measure in measures %}
    {%- set type = 'bigint' if measure == 'order_count' else 'decimal(18, 2)' %}
    cast(case
        when not is_complete_period then null
        -- Where nothing moved it is nothing, once any of the cohort is known.
        when is_still and sum({{ measure }}) over so_far is not null then 0
        else {{ measure }}
    end as {{ type }}) as {{ measure }},
    cast(case
        when is_complete_period then sum({{ measure }}) over so_far
    end as {{ type }}) as cumulative_{{ measure }},
    {%- endfor %}
    case
        when is_complete_period or period_number = 0
            then {{ safe_divide('active_customers', 'cohort_customers') }}
    end as retention_rate,
    is_complete_period,
    cohort_start_date,
    period_start_date
from cells
window so_far as (
    partition by grain, dimension, segment, cohort_start_date
    order by period_number
    rows between unbounded preceding and current row
)
