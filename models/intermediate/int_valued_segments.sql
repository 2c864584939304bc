-- The customers of an evening that a year has followed, their RFM segment and value: what they had spent by
-- a month's end, and what the marked model expected of the year after an evening. Segments are those of
-- month's ends, which twelve calendar months follow; forecasts are of evenings a fixed number of days before.
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

month_ends as (
    select
        dates.described_date as month_end_date,
        cast({{ add_months('dates.described_date', 12) }} as date) as until_date,
        as_of.as_of_date
    from {{ ref('int_rfm_dates') }} as dates
    cross join as_of
    where dates.is_month_end
),

evenings as (
    select
        'spent' as value_basis,
        max(month_end_date) as segment_date,
        max(month_end_date) as value_date,
        max(until_date) as until_date
    from month_ends
    where until_date <= as_of_date
    union all
    select
        'predicted' as value_basis,
        max(month_ends.month_end_date) as segment_date,
        dates.described_date as value_date,
        max(month_ends.as_of_date) as until_date
    from {{ ref('int_value_dates') }} as dates
    inner join month_ends
        on dates.described_date >= month_ends.month_end_date
    where dates.horizon_days = 365 and not dates.is_current
    group by dates.described_date
),

forecasts as (
    select
        forecasts.customer_id,
        forecasts.described_date,
        round(forecasts.expected_purchases * forecasts.spend_per_purchase_day, 4) as predicted_amount
    from {{ ref('int_value_forecasts') }} as forecasts
    inner join {{ ref('int_value_model') }} as models
        on forecasts.model = models.model
    where models.is_marked and not forecasts.is_current
)

select
    evenings.value_basis,
    states.customer_id,
    states.rfm_segment,
    states.monetary_amount as net_before_amount,
    case evenings.value_basis
        when 'spent' then cast(states.monetary_amount as double)
        else forecasts.predicted_amount
    end as value_amount,
    evenings.segment_date,
    evenings.value_date,
    evenings.until_date
from evenings
inner join {{ ref('rfm_history') }} as states
    on evenings.segment_date = states.month_end_date
left join forecasts
    on
        states.customer_id = forecasts.customer_id
        and evenings.value_date = forecasts.described_date
where evenings.value_basis = 'spent' or forecasts.predicted_amount is not null
