{{ config(
    materialized='likelihood_fits',
    scores='spend_scores',
    parameters=['p', 'q', 'v'],
    limits=[15, 15, 40],
    starts=[[1.5, 1.0, 2.5], [0.0, 0.5, 1.0], [2.0, 2.0, 5.0]],
    sample_by='cast(round(100 * mean_amount) as bigint) + cast(7 * x as bigint)',
) }}
-- What a purchase day of a customer of a pool who came back cost: v is an amount, of any size. Who got
-- everything back has no mean that the model knows.
with pools as (
    select * from {{ ref('int_value_pools') }}
)

select
    'gamma_gamma ' || cast(pools.pool_key as string) as fit_id,
    cast(summaries.repeat_purchase_day_count as double) as x,
    summaries.mean_repeat_day_amount as mean_amount,
    cast(1 as double) as row_weight
from {{ ref('int_purchase_summaries') }} as summaries
inner join pools
    on
        summaries.described_date = pools.described_date
        and summaries.brand = coalesce(pools.brand, summaries.brand)
        and summaries.cohort_year = coalesce(pools.cohort_year, summaries.cohort_year)
where summaries.repeat_purchase_day_count > 0 and summaries.mean_repeat_day_amount > 0
