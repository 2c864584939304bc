-- How good the chances of past evenings were, fitted with nothing but what was over by then.
with forecasts as (
    select
        *,
        case when outcome = 1 then place end as place_of_churned,
        -- The tenth with the highest chances; all of it or nothing where chances are equal.
        bin_number = 10 as is_in_top_tenth,
        -- A chance of 0 or 1 that fails would weigh infinitely.
        least(greatest(chance, 1e-15), 1 - 1e-15) as safe_chance
    from {{ ref('int_churn_forecasts') }}
),

summed as (
    select
        model,
        horizon_days,
        period,
        count(*) as forecast_count,
        sum(outcome) as churned_count,
        avg((chance - outcome) * (chance - outcome)) as brier_score,
        avg(-(outcome * ln(safe_chance) + (1 - outcome) * ln(1 - safe_chance))) as log_loss,
        sum(place_of_churned) as places_of_churned,
        avg(case when is_in_top_tenth then outcome end) as top_tenth_churn_rate,
        max(case when period <> 'all' then fitted_until end) as fitted_until_date,
        max(case when period <> 'all' then described_date end) as month_end_date
    from forecasts
    group by model, horizon_days, period
)

select
    model,
    horizon_days,
    period,
    cast(forecast_count as bigint) as forecast_count,
    cast(churned_count as bigint) as churned_count,
    {{ safe_divide('churned_count', 'forecast_count') }} as base_rate,
    round(brier_score, 9) as brier_score,
    round(log_loss, 9) as log_loss,
    {{ safe_divide('places_of_churned - churned_count * (churned_count + 1) / 2',
        'churned_count * (forecast_count - churned_count)') }} as auc,
    {{ safe_divide('top_tenth_churn_rate', 'churned_count / forecast_count') }} as top_tenth_lift,
    fitted_until_date,
    month_end_date
from summed
