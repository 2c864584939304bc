-- Of those alike: the tenth and ninetieth of a hundred numbers of purchases within the horizon, and how the
-- logarithm of what they bring is spread where there are any: y purchases bring a Gamma(p y) of her scale.
{%- set columns = 'described_date, model, pool_key, x, t_x, t' %}
with spread as (
    select
        activity.described_date,
        activity.model,
        activity.pool_key,
        activity.x,
        activity.t_x,
        activity.t,
        chances.purchase_count,
        {{ mixed_chance('chance') }} as chance,
        {{ mixed_chance('up_to') }} as chance_up_to,
        chances.log_mean,
        chances.log_variance
    from {{ ref('int_purchase_activity') }} as activity
    inner join {{ ref('int_purchase_chances') }} as chances
        on
            activity.described_date = chances.described_date
            and activity.model = chances.model
            and activity.pool_key = chances.pool_key
            and activity.x = chances.x
            and activity.t = chances.t
),

summed as (
    select
        {{ columns }},
        min(case when chance_up_to >= 0.1 then purchase_count end) as purchases_low,
        coalesce(
            min(case when chance_up_to >= 0.9 then purchase_count end), max(purchase_count)
        ) as purchases_high,
        max(case when purchase_count = 0 then chance end) as none_chance,
        sum(case when purchase_count > 0 then chance end) as some_chance,
        sum(chance * log_mean) as log_means,
        sum(chance * (log_variance + log_mean * log_mean)) as log_squares
    from spread
    group by {{ columns }}
)

select
    {{ columns }},
    purchases_low,
    purchases_high,
    none_chance,
    round(log_means / some_chance, 9) as log_mean,
    round(greatest(log_squares / some_chance - power(log_means / some_chance, 2), 0), 9) as log_variance
from summed
