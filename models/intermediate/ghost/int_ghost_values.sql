-- What each silence put at stake (net of the 12 months before it), and what its customer bought in the 12
-- months from ghost_since on; the latter is null until these are over.
with bought as (
    select
        spells.customer_id,
        spells.last_engaged_date,
        sum(case
            when
                orders.order_date <= spells.last_engaged_date
                and orders.order_date > {{ add_months('spells.last_engaged_date', -12) }}
                then orders.net_of_refunds_amount
        end) as at_stake_amount,
        sum(case
            when
                orders.order_date >= spells.ghost_since
                and orders.order_date < {{ add_months('spells.ghost_since', 12) }}
                then orders.net_of_refunds_amount
        end) as later_amount,
        count(case
            when
                orders.order_date >= spells.ghost_since
                and orders.order_date < {{ add_months('spells.ghost_since', 12) }}
                then 1
        end) as later_order_count
    from {{ ref('int_ghost_spells') }} as spells
    inner join {{ ref('int_valid_orders') }} as orders
        on spells.customer_id = orders.customer_id
    group by spells.customer_id, spells.last_engaged_date
),

valued as (
    select
        spells.*,
        cast(coalesce(bought.at_stake_amount, 0) as decimal(18, 2)) as at_stake_amount,
        cast(coalesce(bought.later_amount, 0) as decimal(18, 2)) as later_amount,
        coalesce(bought.later_order_count, 0) > 0 as has_bought_later,
        {{ add_months('spells.ghost_since', 12) }} <= spells.as_of_date as is_observed
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
    case when valued.is_observed then valued.later_amount end as later_net_amount,
    case when valued.is_observed then valued.has_bought_later end as has_bought_later,
    valued.is_observed,
    valued.last_engaged_date,
    valued.ghost_since,
    valued.returned_date,
    valued.as_of_date
from valued
cross join bounds
