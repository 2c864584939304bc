-- What the models and four naive rules forecast from earlier evenings, beside what came.
{%- set naive_rates = {
    'same_rate': 'own_rate', 'active_rate': 'case when t - t_x <= 26 then own_rate else 0 end', 'zero': '0',
    'mean': 'shop_rate',
} %}
with known as (
    select
        summaries.described_date,
        summaries.customer_id,
        summaries.cohort_year,
        summaries.first_to_last_purchase_weeks as t_x,
        summaries.customer_age_weeks as t,
        summaries.mean_day_amount,
        dates.horizon_days,
        coalesce({{ safe_divide(
            'summaries.repeat_purchase_day_count', 'summaries.customer_age_weeks',
        ) }}, 0) as own_rate,
        round(coalesce({{ safe_divide(
            'sum(summaries.repeat_purchase_day_count) over evening', 'sum(summaries.customer_age_weeks) over evening',
        ) }}, 0), 9) as shop_rate,
        round(avg(summaries.mean_day_amount) over evening, 6) as shop_mean_amount,
        coalesce(outcomes.later_purchase_count, 0) as actual_purchases,
        cast(coalesce(outcomes.later_net_amount, 0) as double) as actual_net_amount
    from {{ ref('int_purchase_summaries') }} as summaries
    inner join {{ ref('int_value_dates') }} as dates
        on summaries.described_date = dates.described_date
    left join {{ ref('int_purchase_outcomes') }} as outcomes
        on
            summaries.described_date = outcomes.described_date
            and summaries.customer_id = outcomes.customer_id
    where not dates.is_current
    window evening as (partition by summaries.described_date)
)

select
    known.described_date,
    known.horizon_days,
    known.customer_id,
    known.cohort_year,
    forecasts.model as forecast,
    forecasts.expected_purchases as predicted_purchases,
    forecasts.expected_purchases * forecasts.spend_per_purchase_day as predicted_net_amount,
    known.actual_purchases,
    known.actual_net_amount
from known
inner join {{ ref('int_value_forecasts') }} as forecasts
    on known.described_date = forecasts.described_date and known.customer_id = forecasts.customer_id
{%- for name, rate in naive_rates.items() %}
union all
select
    described_date,
    horizon_days,
    customer_id,
    cohort_year,
    '{{ name }}' as forecast,
    {{ rate }} * horizon_days / 7 as predicted_purchases,
    {{ rate }} * horizon_days / 7
    * {{ 'shop_mean_amount' if name == 'mean' else 'mean_day_amount' }} as predicted_net_amount,
    actual_purchases,
    actual_net_amount
from known
{%- endfor %}
