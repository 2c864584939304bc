-- One row an evening, customer and model of buying: what is known of the customer, the pool that predicts,
-- and, for an earlier evening, what came.
select
    summaries.described_date,
    summaries.customer_id,
    choices.model,
    choices.pool_key,
    choices.model_count,
    choices.p,
    choices.q,
    choices.v,
    choices.spend_basis,
    summaries.cohort_year,
    summaries.repeat_purchase_day_count as x,
    summaries.first_to_last_purchase_weeks as t_x,
    summaries.customer_age_weeks as t,
    greatest(summaries.mean_repeat_day_amount, 0) as mean_repeat_day_amount,
    {%- for name in ['later_purchase_count', 'later_net_amount', 'later_discounted_amount'] %}
    case when not dates.is_current then coalesce(outcomes.{{ name }}, 0) end as {{ name }},
    {%- endfor %}
    dates.is_current,
    cast(dates.horizon_days as double) / 7 as horizon
from {{ ref('int_purchase_summaries') }} as summaries
inner join {{ ref('int_value_dates') }} as dates
    on summaries.described_date = dates.described_date
inner join {{ ref('int_value_choices') }} as choices
    on
        summaries.described_date = choices.described_date
        and summaries.brand = choices.brand
        and summaries.cohort_year = choices.cohort_year
left join {{ ref('int_purchase_outcomes') }} as outcomes
    on
        summaries.described_date = outcomes.described_date
        and summaries.customer_id = outcomes.customer_id
where choices.model <> 'gamma_gamma'
