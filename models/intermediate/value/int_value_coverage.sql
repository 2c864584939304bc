-- Of each forecast of an earlier evening by the marked model, which part of what came lies between the tenth
-- and ninetieth of a hundred: of counts, the part of the chance of that count (as if by lot).
{%- set within = "greatest(least({high}, 0.9) - greatest({low}, 0.1), 0) / nullif({share}, 0)" %}
with forecasts as (
    select * from {{ ref('int_value_forecasts') }}
    where not is_current and none_chance is not null
)

select
    forecasts.described_date,
    forecasts.customer_id,
    forecasts.p_none,
    case when forecasts.later_purchase_count = 0 then 1 else 0 end as came_not,
    coalesce({{ within.format(
        high='chances.chance_up_to', low='(chances.chance_up_to - chances.chance)', share='chances.chance',
    ) }}, 0) as purchases_within,
    case
        when forecasts.net_high_amount is null then null
        when forecasts.later_net_amount <= 0
            then {{ within.format(high='forecasts.none_chance', low='0', share='forecasts.none_chance') }}
        when forecasts.later_net_amount between forecasts.net_low_amount and forecasts.net_high_amount then 1
        else 0
    end as amount_within
from forecasts
left join {{ ref('int_purchase_chances') }} as chances
    on
        forecasts.described_date = chances.described_date
        and forecasts.model = chances.model
        and forecasts.pool_key = chances.pool_key
        and forecasts.x = chances.x
        and forecasts.t_x = chances.t_x
        and forecasts.t = chances.t
        and forecasts.later_purchase_count = chances.purchase_count
