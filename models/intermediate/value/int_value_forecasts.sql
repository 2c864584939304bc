{{ config(materialized='view') }}
-- One row an evening, customer and model: what is expected within the horizon, and by the marked model how
-- widely it is spread.
{%- set columns = [
    'described_date', 'customer_id', 'model', 'pool_key', 'cohort_year', 'x', 't_x', 't', 'horizon',
    'mean_repeat_day_amount', 'p', 'q', 'v', 'spend_basis', 'is_current', 'later_purchase_count',
    'later_net_amount', 'later_discounted_amount',
] %}
with members as (
    {{ purchase_states(ref('int_value_members'), columns, '= 0') }}
),

told as (
    select
        members.*,
        pools.pool,
        expectations.expected_30d,
        expectations.expected_90d,
        expectations.expected_horizon,
        expectations.discounted_12m,
        expectations.discounted_36m,
        {{ safe_divide('expectations.discounted_12m', 'expectations.expected_horizon') }} as discount_12m,
        {{ safe_divide('expectations.discounted_36m', 'expectations.expected_36m') }} as discount_36m,
        intervals.purchases_low,
        intervals.purchases_high,
        {{ amount_spread('members', 'intervals') }},
        {{ amount_spread('members', 'intervals', '_36m') }},
        intervals.none_chance,
        intervals.none_chance_36m
    from members
    inner join {{ ref('int_purchase_expectations') }} as expectations
        on {{ same_state('members', 'expectations') }}
    inner join {{ ref('int_value_pools') }} as pools
        on members.pool_key = pools.pool_key
    left join {{ ref('int_purchase_intervals') }} as intervals
        on {{ same_state('members', 'intervals', is_dated=true) }}
),

spread as (
    select
        *,
        {%- for end, share in {'low': 0.1, 'high': 0.9}.items() %}
        {{ amount_quantile(share) }} as net_{{ end }}_amount,
        {{ amount_quantile(share, '_36m') }} as net_{{ end }}_36m_amount,
        {%- endfor %}
        {{ p_silent('p_alive', 'horizon') }} as p_none
    from told
)

select
    {%- for column in columns if column not in ['p', 'q', 'v'] %}
    {{ column }},
    {%- endfor %}
    pool,
    p_alive,
    {%- for days in [30, 90, 365] %}
    {{ p_silent('p_alive', days ~ ' / cast(7 as double)') }} as p_no_purchase_{{ days }}d,
    {%- endfor %}
    p_none,
    p_alive * expected_30d as expected_purchases_30d,
    p_alive * expected_90d as expected_purchases_90d,
    p_alive * expected_horizon as expected_purchases,
    p_alive * discounted_12m as discounted_purchases_12m,
    p_alive * discounted_36m as discounted_purchases_36m,
    purchases_low,
    purchases_high,
    p * (v + x * coalesce(mean_repeat_day_amount, 0)) / (p * x + q - 1) as spend_per_purchase_day,
    {%- for end in ['low', 'high'] %}
    net_{{ end }}_amount,
    -- As if the purchases came when they are expected: when they come tells little next to how many do.
    nullif(discount_12m, 0) * net_{{ end }}_amount as discounted_12m_{{ end }}_amount,
    discount_36m * net_{{ end }}_36m_amount as discounted_36m_{{ end }}_amount,
    {%- endfor %}
    none_chance
from spread
