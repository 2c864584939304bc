{{ config(
    materialized='likelihood_fits',
    scores='purchase_scores',
    parameters=['r', 'alpha', 'a', 'b'],
    starts=[[-1.5, 1.5, -0.2, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 4.0, -2.0, 2.0]],
    sample_by='cast(round(217 * t + 119 * t_x) as bigint) + x',
) }}
-- Customers of a pool who are alike, once: x, t_x and T, in weeks, and how many they are. Who first bought on
-- the very day tells nothing.
with models as (
    select 'bg_nbd' as model
    union all
    select 'mbg_nbd' as model
),

pools as (
    select * from {{ ref('int_value_pools') }}
),

summaries as (
    select
        pools.pool_key,
        summaries.repeat_purchase_day_count as x,
        summaries.first_to_last_purchase_weeks as t_x,
        summaries.customer_age_weeks as t,
        cast(count(*) as double) as row_weight
    from {{ ref('int_purchase_summaries') }} as summaries
    inner join pools
        on
            summaries.described_date = pools.described_date
            and summaries.brand = coalesce(pools.brand, summaries.brand)
            and summaries.cohort_year = coalesce(pools.cohort_year, summaries.cohort_year)
    where summaries.customer_age_weeks > 0
    group by
        pools.pool_key,
        summaries.repeat_purchase_day_count,
        summaries.first_to_last_purchase_weeks,
        summaries.customer_age_weeks
)

select
    models.model || ' ' || cast(summaries.pool_key as string) as fit_id,
    summaries.x,
    summaries.t_x,
    summaries.t,
    summaries.row_weight
from summaries
cross join models
