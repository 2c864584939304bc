-- One row a customer and period in which the customer bought or got money back, or had in the period before.
with activity as (
    select
        grain,
        period_start_date,
        customer_id,
        is_first_period,
        case when order_count > 0 then 1 else 0 end as is_active,
        net_amount
    from {{ ref('int_customer_periods') }}
),

before as (
    select
        activity.grain,
        periods.next_start_date as period_start_date,
        activity.customer_id,
        activity.is_active,
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
    coalesce(activity.is_active, 0) as is_active,
    coalesce(before.is_active, 0) as was_active,
    case when activity.is_first_period then 1 else 0 end as is_new,
    cast(coalesce(activity.net_amount, 0) as decimal(18, 2)) as net_amount,
    cast(coalesce(before.net_amount, 0) as decimal(18, 2)) as net_before_amount
from activity
full outer join before
    on
        activity.grain = before.grain
        and activity.period_start_date = before.period_start_date
        and activity.customer_id = before.customer_id
