-- By which pool a customer of a brand and year is predicted on an evening: the deepest whose fit stands.
-- Spending is that of the same pool, or else of all.
with fits as (
    select * from {{ ref('int_value_fits') }}
    where is_converged
),

spending as (
    select * from {{ ref('int_spend_parameters') }}
),

kinds as (
    select distinct
        described_date,
        brand,
        cohort_year
    from {{ ref('int_purchase_summaries') }}
),

ranked as (
    select
        kinds.described_date,
        kinds.brand,
        kinds.cohort_year,
        fits.model,
        fits.pool_key,
        fits.pool_kind,
        fits.pool,
        row_number() over (
            partition by kinds.described_date, kinds.brand, kinds.cohort_year, fits.model
            order by fits.pool_depth desc
        ) as place
    from kinds
    inner join fits
        on
            kinds.described_date = fits.described_date
            and kinds.brand = coalesce(fits.brand, kinds.brand)
            and kinds.cohort_year = coalesce(fits.cohort_year, kinds.cohort_year)
    where fits.parameter = 'r'
)

select
    ranked.described_date,
    ranked.brand,
    ranked.cohort_year,
    ranked.model,
    ranked.pool_key,
    ranked.pool_kind,
    ranked.pool,
    count(*) over (partition by ranked.described_date, ranked.brand, ranked.cohort_year) as model_count,
    coalesce(own.p, shop.p) as p,
    coalesce(own.q, shop.q) as q,
    coalesce(own.v, shop.v) as v,
    coalesce(own.spend_basis, shop.spend_basis) as spend_basis
from ranked
left join spending as own
    on ranked.pool_key = own.pool_key
left join spending as shop
    on ranked.described_date = shop.described_date and shop.pool_kind = 'all'
where ranked.place = 1
