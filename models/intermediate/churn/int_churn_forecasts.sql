-- The chances whose outcome is known, with the base rate as a third forecast, ranked among those of an
-- evening and among all of the same model and horizon.
with forecasts as (
    select
        customer_id,
        described_date,
        horizon_days,
        model,
        chance,
        outcome
    from {{ ref('int_churn_chances') }}
    where not is_current
    union all
    select
        customer_id,
        described_date,
        horizon_days,
        'base_rate' as model,
        base_rate as chance,
        outcome
    from {{ ref('int_churn_chances') }}
    where not is_current and model = 'all_terms'
),

periods as (
    select
        *,
        cast(described_date as string) as period
    from forecasts
    union all
    select
        *,
        'all' as period
    from forecasts
),

-- Equal chances share the mean of their places.
ranked as (
    select
        *,
        count(*) over (partition by model, horizon_days, period) as forecast_count,
        rank() over (partition by model, horizon_days, period order by chance) as lowest_place,
        count(*) over (partition by model, horizon_days, period, chance) as equal_count
    from periods
)

select
    customer_id,
    model,
    cast(horizon_days as bigint) as horizon_days,
    period,
    chance,
    outcome,
    cast(forecast_count as bigint) as forecast_count,
    cast(lowest_place as double) + cast(equal_count - 1 as double) / 2 as place,
    cast(1 + floor(10 * (lowest_place - 1) / forecast_count) as bigint) as bin_number,
    described_date
from ranked
