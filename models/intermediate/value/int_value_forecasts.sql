{{ config(materialized='view') }}
-- One row an evening, customer and model: what is expected within the horizon, and by the marked model how
-- widely it is spread.
{%- set columns = [
    'described_date', 'customer_id', 'model', 'pool_key', 'pool', 'cohort_year', 'x', 't_x', 't', 'horizon',
    'mean_repeat_day_amount', 'p', 'q', 'v', 'is_current', 'later_purchase_count', 'later_net_amount',
] %}
with members as (
    {{ purchase_states(ref('int_value_members'), columns, '= 0') }}
),

told as (
    select
        members.*,
        expectations.expected_30d,
        expectations.expected_90d,
        expectations.expected_horizon,
        expectations.discounted_12m,
        expectations.discounted_36m,
        intervals.purchases_low,
        intervals.purchases_high,
        intervals.none_chance,
        intervals.log_mean - {{ digamma('members.q + members.p * members.x') }}
        + ln(members.v + members.x * coalesce(members.mean_repeat_day_amount, 0)) as log_mean,
        sqrt(intervals.log_variance + {{ trigamma('members.q + members.p * members.x') }}) as log_deviation
    from members
    inner join {{ ref('int_purchase_expectations') }} as expectations
        on {{ same_state('members', 'expectations') }}
    left join {{ ref('int_purchase_intervals') }} as intervals
        on {{ same_state('members', 'intervals', is_dated=true) }}
)

select
    described_date,
    customer_id,
    model,
    pool_key,
    pool,
    cohort_year,
    x,
    t_x,
    t,
    horizon,
    is_current,
    later_purchase_count,
    later_net_amount,
    mean_repeat_day_amount,
    p_alive,
    {%- for days in [30, 90, 365] %}
    {{ p_silent('p_alive', days ~ ' / cast(7 as double)') }} as p_no_purchase_{{ days }}d,
    {%- endfor %}
    {{ p_silent('p_alive', 'horizon') }} as p_none,
    p_alive * expected_30d as expected_purchases_30d,
    p_alive * expected_90d as expected_purchases_90d,
    p_alive * expected_horizon as expected_purchases,
    p_alive * discounted_12m as discounted_purchases_12m,
    p_alive * discounted_36m as discounted_purchases_36m,
    purchases_low,
    purchases_high,
    p * (v + x * coalesce(mean_repeat_day_amount, 0)) / (p * x + q - 1) as spend_per_purchase_day,
    none_chance,
    {{ amount_quantile(0.1) }} as net_low_amount,
    {{ amount_quantile(0.9) }} as net_high_amount
from told
