-- One row a customer and period in which the customer bought, or had bought in the period before.
with activity as (
    select
        grain,
        period_start_date,
        customer_id,
        is_first_period,
        net_of_refunds_amount as net_amount
    from {{ ref('int_customer_periods') }}
),

before as (
    select
        activity.grain,
        periods.next_start_date as period_start_date,
        activity.customer_id,
        activity.net_amount
    from activity
    inner join {{ ref('int_periods') }} as periods
        on
            activity.grain = periods.grain
            and activity.period_start_date = periods.period_start_date
)

select
    coalesce(activity.grain, before.grain) as grain,
    coalesce(activity.period_start_date, before.period_start_date) as period_start_date,
    coalesce(activity.customer_id, before.customer_id) as customer_id,
    case when activity.customer_id is null then 0 else 1 end as is_active,
    case when before.customer_id is null then 0 else 1 end as was_active,
    case when activity.is_first_period then 1 else 0 end as is_new,
    cast(coalesce(activity.net_amount, 0) as decimal(18, 2)) as net_amount,
    cast(coalesce(before.net_amount, 0) as decimal(18, 2)) as net_before_amount
from activity
full outer join before
    on
        activity.grain = before.grain
        and activity.period_start_date = before.period_start_date
        and activity.customer_id = before.customer_id
