-- The forecasts of earlier evenings with their places, among all customers, among those of a cohort and of a
-- tenth. Equal ones share the mean of their places, and what they hold of the highest tenth by amount.
{%- set slices = {
    'all': "'all'", 'cohort': 'cast(cohort_year as string)', 'decile': 'cast(decile as string)',
} %}
{%- set ranks = {
    'predicted': 'predicted_purchases', 'actual': 'actual_purchases', 'amount': 'predicted_net_amount',
} %}
{%- set of = 'described_date, forecast, slice_kind, slice' %}
with tenths as (
    select
        *,
        cast(1 + floor(
            10 * (rank() over (
                partition by described_date, forecast order by predicted_purchases desc
            ) - 1)
            / cast(count(*) over (partition by described_date, forecast) as double)
        ) as bigint) as decile
    from {{ ref('int_value_rivals') }}
),

sliced as (
    {%- for kind, slice in slices.items() %}
    select
        *,
        '{{ kind }}' as slice_kind,
        {{ slice }} as slice
    from tenths
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

ranked as (
    select
        *,
        {%- for name, column in ranks.items() %}
        cast(rank() over (partition by {{ of }} order by {{ column }} desc) as double) as {{ name }}_rank,
        cast(count(*) over (partition by {{ of }}, {{ column }}) as double) as {{ name }}_ties,
        {%- endfor %}
        cast(count(*) over (partition by {{ of }}) as double) as slice_count
    from sliced
)

select
    described_date,
    horizon_days,
    customer_id,
    forecast,
    slice_kind,
    slice,
    predicted_purchases,
    predicted_net_amount,
    actual_purchases,
    actual_net_amount,
    predicted_rank + (predicted_ties - 1) / 2 as predicted_place,
    actual_rank + (actual_ties - 1) / 2 as actual_place,
    case
        when slice_kind <> 'decile'
            then round(greatest(least((slice_count / 10 - amount_rank + 1) / amount_ties, 1), 0), 9)
    end as top_tenth_share
from ranked
