-- Of those alike: the tenth and ninetieth of a hundred numbers of purchases within the horizon, and how the
-- logarithm of what they bring is spread where there are any, the same of 36 months: y purchases bring a
-- Gamma(p y) of her scale.
{%- set columns = 'described_date, model, pool_key, x, t_x, t' %}
with spread as (
    select
        activity.described_date,
        activity.model,
        activity.pool_key,
        activity.x,
        activity.t_x,
        activity.t,
        chances.horizon_kind,
        chances.purchase_count,
        {{ mixed_chance('chance') }} as chance,
        {{ mixed_chance('up_to') }} as chance_up_to,
        chances.log_mean,
        chances.log_variance
    from {{ ref('int_purchase_activity') }} as activity
    inner join {{ ref('int_purchase_chances') }} as chances
        on {{ same_state('activity', 'chances') }}
),

summed as (
    select
        {{ columns }},
        horizon_kind,
        min(case when chance_up_to >= 0.1 then purchase_count end) as purchases_low,
        coalesce(
            min(case when chance_up_to >= 0.9 then purchase_count end), max(purchase_count)
        ) as purchases_high,
        max(case when purchase_count = 0 then chance end) as none_chance,
        sum(case when purchase_count > 0 then chance end) as some_chance,
        sum(chance * log_mean) as log_means,
        sum(chance * (log_variance + log_mean * log_mean)) as log_squares
    from spread
    group by {{ columns }}, horizon_kind
),

-- Who has stopped for certain has no purchases, and no moments of them.
means as (
    select
        *,
        {{ safe_divide('log_means', 'some_chance') }} as log_mean,
        {{ safe_divide('log_squares', 'some_chance') }} as log_square
    from summed
),

moments as (
    select
        {{ columns }},
        horizon_kind,
        purchases_low,
        purchases_high,
        none_chance,
        round(log_mean, 9) as log_mean,
        round(greatest(log_square - power(log_mean, 2), 0), 9) as log_variance
    from means
)

select
    {{ columns }},
    {%- for kind, suffix in {'36m': '_36m', 'horizon': ''}.items() %}
    {%- for name in ['none_chance', 'log_mean', 'log_variance'] %}
    max(case when horizon_kind = '{{ kind }}' then {{ name }} end) as {{ name }}{{ suffix }},
    {%- endfor %}
    {%- endfor %}
    max(case when horizon_kind = 'horizon' then purchases_low end) as purchases_low,
    max(case when horizon_kind = 'horizon' then purchases_high end) as purchases_high
from moments
group by {{ columns }}
