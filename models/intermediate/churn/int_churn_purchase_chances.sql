-- The chance of no order within a horizon by the purchase model, in closed form, of those whom the regression
-- was asked about: what was known of a customer on the evening, with a fit that was made by then.
with asked as (
    select * from {{ ref('int_churn_chances') }}
    where model = 'all_terms' and not is_current
),

firsts as (
    select summaries.*
    from {{ ref('int_purchase_summaries') }} as summaries
    inner join {{ ref('int_value_dates') }} as dates
        on summaries.described_date = dates.described_date
    where dates.is_current
),

known as (
    select
        asked.customer_id,
        asked.horizon_days,
        asked.described_date,
        asked.outcome,
        fits.fitted_until,
        features.gap_count as x,
        cast(features.customer_age_days - features.days_since_last_order as double) / 7 as t_x,
        cast(features.customer_age_days as double) / 7 as t,
        parameters.r,
        parameters.alpha,
        parameters.a,
        parameters.b,
        parameters.shift
    from asked
    inner join {{ ref('int_churn_features') }} as features
        on
            asked.customer_id = features.customer_id
            and asked.described_date = features.described_date
    inner join firsts
        on asked.customer_id = firsts.customer_id
    inner join {{ ref('int_churn_purchase_fits') }} as fits
        on
            asked.described_date = fits.described_date
            and firsts.brand = fits.brand
            and firsts.cohort_year = fits.cohort_year
    inner join {{ ref('int_purchase_parameters') }} as parameters
        on fits.model = parameters.model and fits.pool_key = parameters.pool_key
    where parameters.point = 0
)

select
    customer_id,
    horizon_days,
    -- Engines differ in the last digits.
    round({{ p_silent(p_alive(), '(horizon_days / cast(7 as double))') }}, 12) as chance,
    outcome,
    fitted_until,
    described_date
from known
