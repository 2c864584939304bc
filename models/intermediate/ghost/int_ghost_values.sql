-- What each silence put at stake: the net of the 12 months before it.
with bought as (
    select
        spells.customer_id,
        spells.last_engaged_date,
        sum(orders.net_of_refunds_amount) as at_stake_amount
    from {{ ref('int_ghost_spells') }} as spells
    inner join {{ ref('int_valid_orders') }} as orders
        on
            spells.customer_id = orders.customer_id
            and spells.last_engaged_date >= orders.order_date
    where orders.order_date > {{ add_months('spells.last_engaged_date', -12) }}
    group by spells.customer_id, spells.last_engaged_date
),

valued as (
    select
        spells.*,
        cast(coalesce(bought.at_stake_amount, 0) as decimal(18, 2)) as at_stake_amount
    from {{ ref('int_ghost_spells') }} as spells
    left join bought
        on
            spells.customer_id = bought.customer_id
            and spells.last_engaged_date = bought.last_engaged_date
),

bounds as (
    select
        round(cast(percentile_cont({{ 1 / 3 }}) within group (order by at_stake_amount) as double), 2)
            as low_bound,
        round(cast(percentile_cont({{ 2 / 3 }}) within group (order by at_stake_amount) as double), 2)
            as high_bound
    from valued
    where at_stake_amount > 0
)

select
    valued.customer_id,
    case
        when valued.at_stake_amount <= 0 then 'none'
        when valued.at_stake_amount <= bounds.low_bound then 'low'
        when valued.at_stake_amount <= bounds.high_bound then 'middle'
        else 'high'
    end as value_band,
    valued.at_stake_amount,
    valued.last_engaged_date,
    valued.ghost_since,
    valued.returned_date,
    valued.as_of_date
from valued
cross join bounds
