-- The customers of each period by what they did in it and in the one before, counted and summed up: read
-- once, whatever is asked of periods of the whole shop.
with transitions as (
    select
        *,
        case
            when is_new = 1 then 'new'
            when is_active = 1 and was_active = 1 then 'retained'
            when is_active = 1 then 'resurrected'
            when was_active = 1 then 'churned'
            else 'inactive'
        end as customer_state
    from {{ ref('int_period_transitions') }}
)

select
    grain,
    period_start_date,
    customer_state,
    count(*) as customer_count,
    sum(net_before_amount) as net_before_amount,
    {{ retention_counts() }}
from transitions
group by grain, period_start_date, customer_state
