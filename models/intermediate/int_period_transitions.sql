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

-- Each customer-period twice: as itself, and as "the period before" of the one that follows.
marked as (
    select
        grain,
        period_start_date,
        customer_id,
        1 as is_active,
        0 as was_active,
        case when is_first_period then 1 else 0 end as is_new,
        net_amount,
        0 as net_before_amount
    from activity
    union all
    select
        periods.grain,
        periods.next_start_date as period_start_date,
        activity.customer_id,
        0 as is_active,
        1 as was_active,
        0 as is_new,
        0 as net_amount,
        activity.net_amount as net_before_amount
    from activity
    inner join {{ ref('int_periods') }} as periods
        on
            activity.grain = periods.grain
            and activity.period_start_date = periods.period_start_date
)

select
    grain,
    period_start_date,
    customer_id,
    max(is_active) as is_active,
    max(was_active) as was_active,
    max(is_new) as is_new,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(net_before_amount) as decimal(18, 2)) as net_before_amount
from marked
group by grain, period_start_date, customer_id
