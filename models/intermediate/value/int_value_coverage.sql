-- Of each forecast of an earlier evening by the marked model, which part of what came lies between the tenth
-- and ninetieth of a hundred: of counts, the part of the chance of that count (as if by lot).
{%- set within = "greatest(least({high}, 0.9) - greatest({low}, 0.1), 0) / nullif({share}, 0)" %}
with came as (
    select * from {{ ref('int_value_forecasts') }}
    where not is_current and none_chance is not null
),

horizon_chances as (
    select * from {{ ref('int_purchase_chances') }}
    where horizon_kind = 'horizon'
),

forecasts as (
    select
        came.*,
        {{ mixed_chance('chance') }} as chance,
        {{ mixed_chance('up_to') }} as chance_up_to
    from came
    inner join {{ ref('int_purchase_activity') }} as activity
        on {{ same_state('came', 'activity', is_dated=true) }}
    left join horizon_chances as chances
        on
            {{ same_state('came', 'chances') }}
            and came.later_purchase_count = chances.purchase_count
)

select
    described_date,
    p_none,
    case when later_purchase_count = 0 then 1 else 0 end as came_not,
    coalesce({{ within.format(
        high='chance_up_to', low='(chance_up_to - chance)', share='chance',
    ) }}, 0) as purchases_within,
    {%- for name in ['net', 'discounted'] %}
    {%- set low, high = ('net_low_amount', 'net_high_amount') if loop.first
        else ('discounted_12m_low_amount', 'discounted_12m_high_amount') %}
    case
        when {{ high }} is null then null
        when later_{{ name }}_amount <= 0
            then {{ within.format(high='none_chance', low='0', share='none_chance') }}
        when later_{{ name }}_amount between {{ low }} and {{ high }} then 1
        else 0
    end as {{ 'amount' if loop.first else 'discounted' }}_within,
    {%- endfor %}
    customer_id
from forecasts
