{%- set told = [
    ('int_churn_chances', 'model', 'chance', 'described_date', 'not is_current'),
    ('int_churn_chances', "'base_rate'", 'base_rate', 'described_date',
        "not is_current and model = 'all_terms'"),
    ('int_churn_purchase_chances', "'purchase_model'", 'chance', 'fitted_until', '1 = 1'),
] -%}
-- The chances whose outcome is known, those of the purchase model and the base rate beside them, ranked among
-- those of an evening and among all of the same model and horizon.
with forecasts as (
    {%- for relation, model, chance, fitted_until, rows in told %}
    select
        customer_id,
        described_date,
        horizon_days,
        {{ model }} as model,
        {{ chance }} as chance,
        outcome,
        {{ fitted_until }} as fitted_until
    from {{ ref(relation) }}
    where {{ rows }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

evenings as (
    select
        model,
        horizon_days,
        count(distinct described_date) as evening_count
    from forecasts
    group by model, horizon_days
),

-- Added up only where the score was asked on no other evening: else it would not be compared.
periods as (
    select
        *,
        cast(described_date as string) as period
    from forecasts
    union all
    select
        forecasts.*,
        'all' as period
    from forecasts
    inner join evenings
        on forecasts.model = evenings.model and forecasts.horizon_days = evenings.horizon_days
    inner join evenings as of_score
        on forecasts.horizon_days = of_score.horizon_days and of_score.model = 'all_terms'
    where evenings.evening_count >= of_score.evening_count
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
    fitted_until,
    described_date
from ranked
