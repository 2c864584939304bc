select
    periods.grain,
    states.customer_state,
    states.customer_count,
    cast(states.end_net_amount as decimal(18, 2)) as net_amount,
    cast(states.end_net_amount - states.net_before_amount as decimal(18, 2)) as net_change_amount,
    periods.is_complete_period,
    periods.period_start_date,
    periods.period_end_date
from {{ ref('int_period_states') }} as states
inner join {{ ref('int_periods') }} as periods
    on
        states.grain = periods.grain
        and states.period_start_date = periods.period_start_date
