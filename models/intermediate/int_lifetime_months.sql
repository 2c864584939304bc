-- The curve of lifetimes at each month of the first three years: who is a customer still when it begins.
with curve as (
    select * from {{ ref('survival_curves') }}
    where curve = 'lifetime'
),

months as (
    {%- for number in range(36) %}
    select cast({{ number }} as int) as month_number
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Months are a twelfth of a year of 365.25 days, so that each is as long as the next.
compared as (
    select
        months.month_number,
        max(case
            when curve.duration_days >= 30.4375 * months.month_number then curve.at_risk
        end) as at_risk_customers,
        coalesce(
            min(case when curve.duration_days < 30.4375 * months.month_number then curve.survival end), 1
        ) as survival
    from months
    cross join curve
    group by months.month_number
)

select
    month_number,
    at_risk_customers,
    survival,
    coalesce(survival / lag(survival) over (order by month_number), 1) as monthly_retention
from compared
where at_risk_customers is not null
