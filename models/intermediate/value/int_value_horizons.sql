-- How far the models look: up to as_of from earlier evenings; from as_of 30, 90 and 365 days, and the months
-- to come (each a twelfth of 365.25 days; twelve of them from a year ago, too), with the weight of what is
-- expected by then in discounted sums:
-- the sum over months of (E(k) - E(k - 1)) x d^k is the sum of E(k) x (d^k - d^(k + 1)), d^n for the last.
{%- set d = (1 + var('discount_rate') | float) ** (-1 / 12) %}
with dates as (
    select * from {{ ref('int_value_dates') }}
),

horizons as (
    select
        described_date,
        'horizon' as horizon_kind,
        cast(horizon_days as double) as days,
        0 as weight_12m,
        0 as weight_36m
    from dates
    {%- for days in [30, 90] %}
    union all
    select
        described_date,
        '{{ days }}d' as horizon_kind,
        {{ days }} as days,
        0 as weight_12m,
        0 as weight_36m
    from dates
    where is_current
    {%- endfor %}
    {%- for month in range(1, 37) %}
    union all
    select
        described_date,
        '{{ 'month' if month < 36 else '36m' }}' as horizon_kind,
        {{ month * 30.4375 }} as days,
        {{ d ** month - d ** (month + 1) if month < 12 else d ** month if month == 12 else 0 }} as weight_12m,
        {{ d ** month - d ** (month + 1) if month < 36 else d ** month }} as weight_36m
    from dates
    where {{ 'horizon_days = 365' if month <= 12 else 'is_current' }}
    {%- endfor %}
)

select
    described_date,
    horizon_kind,
    days / 7 as horizon,
    cast(weight_12m as double) as weight_12m,
    cast(weight_36m as double) as weight_36m
from horizons
