with bins as (
    select
        model,
        horizon_days,
        bin_number,
        count(*) as forecast_count,
        count(distinct customer_id) as customer_count,
        sum(outcome) as churned_count,
        round(avg(chance), 9) as mean_chance,
        avg(outcome) as churn_rate
    from {{ ref('int_churn_forecasts') }}
    where period = 'all'
    group by model, horizon_days, bin_number
)

select
    model,
    horizon_days,
    bin_number,
    cast(forecast_count as bigint) as forecast_count,
    cast(customer_count as bigint) as customer_count,
    cast(churned_count as bigint) as churned_count,
    mean_chance,
    churn_rate,
    {{ wilson('churn_rate', 'customer_count', '-') }} as churn_low_rate,
    {{ wilson('churn_rate', 'customer_count', '+') }} as churn_high_rate,
    {{ safe_divide('churn_rate', 'sum(churned_count) over all_bins / sum(forecast_count) over all_bins') }}
        as lift,
    round(
        sum(forecast_count * abs(mean_chance - churn_rate)) over all_bins
        / sum(forecast_count) over all_bins, 9
    ) as expected_calibration_error
from bins
window all_bins as (partition by model, horizon_days)
