-- The forecasts of earlier evenings with their places. Equal ones share the mean of their places, and what
-- they hold of the highest tenth by amount.
{%- set ranks = {
    'predicted': 'predicted_purchases', 'actual': 'actual_purchases', 'amount': 'predicted_net_amount',
} %}
with ranked as (
    select
        *,
        {%- for name, column in ranks.items() %}
        cast(rank() over (
            partition by described_date, forecast order by {{ column }} desc
        ) as double) as {{ name }}_rank,
        cast(count(*) over (
            partition by described_date, forecast, {{ column }}
        ) as double) as {{ name }}_ties,
        {%- endfor %}
        cast(count(*) over (partition by described_date, forecast) as double) as forecast_count
    from {{ ref('int_value_rivals') }}
)

select
    described_date,
    horizon_days,
    customer_id,
    cohort_year,
    forecast,
    predicted_purchases,
    predicted_net_amount,
    actual_purchases,
    actual_net_amount,
    predicted_rank + (predicted_ties - 1) / 2 as predicted_place,
    actual_rank + (actual_ties - 1) / 2 as actual_place,
    cast(1 + floor(10 * (predicted_rank - 1) / forecast_count) as bigint) as decile,
    greatest(least((forecast_count / 10 - amount_rank + 1) / amount_ties, 1), 0) as top_tenth_share
from ranked
