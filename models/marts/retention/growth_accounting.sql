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
    periods.grain,
    transitions.customer_state,
    count(*) as customer_count,
    cast(sum(transitions.net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(transitions.net_amount - transitions.net_before_amount) as decimal(18, 2)) as net_change_amount,
    periods.is_complete_period,
    periods.period_start_date,
    periods.period_end_date
from transitions
inner join {{ ref('int_periods') }} as periods
    on
        transitions.grain = periods.grain
        and transitions.period_start_date = periods.period_start_date
group by
    periods.grain,
    transitions.customer_state,
    periods.is_complete_period,
    periods.period_start_date,
    periods.period_end_date
