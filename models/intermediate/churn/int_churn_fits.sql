{%- set origins = 4 -%}
{%- set customers = 3000 -%}
-- The regressions to fit, one row each: by horizon on all that is known at as_of, and as they would have been
-- fitted on the last {{ origins }} month ends whose horizon is over, with all terms and with recency alone.
with month_ends as (
    select
        horizons.horizon_days,
        dates.described_date,
        row_number() over (
            partition by horizons.horizon_days order by dates.described_date desc
        ) as place
    from {{ ref('churn_horizons') }} as horizons
    cross join {{ ref('int_rfm_dates') }} as dates
    cross join {{ ref('int_as_of') }} as as_of
    where
        dates.is_month_end
        and {{ days_between('dates.described_date', 'as_of.as_of_date') }} >= horizons.horizon_days
),

evenings as (
    select
        horizons.horizon_days,
        as_of.as_of_date as trained_until,
        true as is_current
    from {{ ref('churn_horizons') }} as horizons
    cross join {{ ref('int_as_of') }} as as_of
    union all
    select
        horizon_days,
        described_date as trained_until,
        false as is_current
    from month_ends
    where place <= {{ origins }}
),

models as (
    select 'all_terms' as model
    union all
    select 'recency_alone' as model
),

-- Of those known by then, so that nothing later decides what is learnt from. A power of two, so that a larger
-- shop learns from half of those that it learnt from when it was smaller.
shares as (
    select
        evenings.horizon_days,
        evenings.trained_until,
        power(2, ceil(log2(count(*) / {{ customers }}.0))) as one_in
    from evenings
    inner join {{ ref('int_customer_orders') }} as customer_orders
        on evenings.trained_until >= customer_orders.first_order_date
    group by evenings.horizon_days, evenings.trained_until
)

select
    models.model || ' ' || cast(evenings.horizon_days as string) || ' days, '
    || cast(evenings.trained_until as string) as fit_id,
    models.model,
    cast(evenings.horizon_days as bigint) as horizon_days,
    -- Of a large shop one customer in so many: enough to learn from.
    cast(greatest(shares.one_in, 1) as bigint) as one_in,
    evenings.is_current,
    evenings.trained_until
from evenings
inner join shares
    on
        evenings.horizon_days = shares.horizon_days
        and evenings.trained_until = shares.trained_until
cross join models
where models.model = 'all_terms' or not evenings.is_current
