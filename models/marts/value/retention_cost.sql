-- Each motion and the state of growth_accounting in which those stand whom it is to bring.
with motions as (
    {%- for motion, state in [('acquire', 'new'), ('retain', 'retained'), ('reactivate', 'resurrected')] %}
    select
        '{{ motion }}' as motion,
        '{{ state }}' as customer_state
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

costs as (
    select
        periods.grain,
        motions.motion,
        coalesce(growth.customer_count, 0) as customer_count,
        spend.spend_amount,
        {{ safe_divide('spend.spend_amount', 'growth.customer_count') }} as cost_per_customer_amount,
        periods.is_complete_period,
        periods.period_start_date,
        periods.period_end_date
    from {{ ref('int_periods') }} as periods
    cross join motions
    left join {{ ref('growth_accounting') }} as growth
        on
            periods.grain = growth.grain
            and periods.period_start_date = growth.period_start_date
            and motions.customer_state = growth.customer_state
    left join {{ ref('int_motion_spend') }} as spend
        on
            periods.grain = spend.grain
            and periods.period_start_date = spend.period_start_date
            and motions.motion = spend.motion
    where periods.grain in ('month', 'quarter', 'year')
),

compared as (
    select
        *,
        max(case when motion = 'acquire' then cost_per_customer_amount end) over (
            partition by grain, period_start_date
        ) as acquire_cost_amount
    from costs
)

select
    compared.grain,
    compared.motion,
    compared.customer_count,
    compared.spend_amount,
    compared.cost_per_customer_amount,
    {{ safe_divide('compared.acquire_cost_amount', 'compared.cost_per_customer_amount') }}
        as acquire_cost_ratio,
    claims.brief_ratio,
    claims.trade_low_ratio,
    claims.trade_high_ratio,
    compared.is_complete_period,
    compared.period_start_date,
    compared.period_end_date
from compared
left join {{ ref('brief_cost_ratios') }} as claims
    on compared.motion = claims.motion
