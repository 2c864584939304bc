-- By which fit of buying customers of a brand and year are forecast on a past evening: of the evenings of
-- int_value_dates the last one by then, of the two models the one that was likelier in all that it had seen,
-- of its pools the deepest.
with evenings as (
    select distinct described_date
    from {{ ref('int_churn_chances') }}
    where not is_current
),

fits as (
    select *
    from {{ ref('int_value_fits') }}
    where is_converged and parameter = 'r'
),

ranked as (
    select
        evenings.described_date,
        fits.described_date as fitted_until,
        fits.model,
        row_number() over (
            partition by evenings.described_date
            order by fits.described_date desc, fits.log_likelihood desc, fits.model asc
        ) as place
    from evenings
    inner join fits
        on evenings.described_date >= fits.described_date
    where fits.pool_kind = 'all'
),

kinds as (
    select distinct
        brand,
        cohort_year
    from {{ ref('int_purchase_summaries') }}
),

pools as (
    select
        ranked.described_date,
        kinds.brand,
        kinds.cohort_year,
        ranked.fitted_until,
        fits.model,
        fits.pool_key,
        row_number() over (
            partition by ranked.described_date, kinds.brand, kinds.cohort_year order by fits.pool_depth desc
        ) as place
    from ranked
    cross join kinds
    inner join fits
        on
            ranked.fitted_until = fits.described_date
            and ranked.model = fits.model
            and kinds.brand = coalesce(fits.brand, kinds.brand)
            and kinds.cohort_year = coalesce(fits.cohort_year, kinds.cohort_year)
    where ranked.place = 1
)

select
    described_date,
    brand,
    cohort_year,
    fitted_until,
    model,
    pool_key
from pools
where place = 1
