-- Every customer is in one segment of each dimension, so the segments make up the shop; and the shop's
-- lifespan is the area under the curve of lifetimes that survival_curves publishes.
with summed as (
    select
        dimension,
        lifespan_source,
        sum(customer_count) as customer_count,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount
    from {{ ref('clv_formula') }}
    group by dimension, lifespan_source
),

steps as (
    select
        survival,
        lead(duration_days) over (order by duration_days) - duration_days as step_days
    from {{ ref('survival_curves') }}
    where curve = 'lifetime'
),

area as (
    select sum(survival * step_days) / 365.25 as lifespan_years from steps
)

select
    parts.dimension,
    parts.lifespan_source
from summed as parts
inner join summed as whole
    on parts.lifespan_source = whole.lifespan_source
where
    whole.dimension = 'overall'
    and not (
        parts.customer_count = whole.customer_count
        and parts.order_count = whole.order_count
        and parts.net_amount = whole.net_amount
    )
union all
select
    formula.dimension,
    formula.lifespan_source
from {{ ref('clv_formula') }} as formula
cross join area
where
    formula.dimension = 'overall'
    and formula.lifespan_source = 'survival'
    and formula.formula_state = 'computed'
    and not coalesce(abs(formula.lifespan_years - coalesce(area.lifespan_years, 0)) < 1e-9, false)
