with factors as (
    select * from {{ ref('int_formula_factors') }}
    union all
    select
        *,
        false as is_used_for_customers
    from {{ ref('int_formula_parts') }}
),

valued as (
    select
        *,
        case when formula_state = 'computed' then average_order_value end
        * orders_per_relation_year * lifespan_years as formula_clv_amount,
        case when formula_state = 'computed' then average_order_value end
        * (1 + later_orders_per_relation_year * lifespan_years) as first_order_once_clv_amount
    from factors
)

select
    valued.dimension,
    valued.segment,
    valued.lifespan_source,
    valued.formula_state,
    cast(coalesce(valued.customer_count, 0) as bigint) as customer_count,
    cast(coalesce(valued.order_count, 0) as bigint) as order_count,
    cast(coalesce(valued.net_amount, 0) as decimal(18, 2)) as net_amount,
    coalesce(valued.relation_years, 0) as relation_years,
    valued.average_order_value,
    valued.orders_per_relation_year,
    valued.later_orders_per_relation_year,
    valued.lifespan_years,
    valued.horizon_years as lifespan_horizon_years,
    valued.alive_at_horizon_share,
    valued.formula_clv_amount,
    valued.first_order_once_clv_amount,
    margins.margin_share,
    valued.formula_clv_amount * margins.margin_share as formula_margin_amount,
    valued.first_order_once_clv_amount * margins.margin_share as first_order_once_margin_amount,
    valued.is_used_for_customers,
    as_of.as_of_date
from valued
cross join {{ ref('int_margin_share') }} as margins
cross join {{ ref('int_as_of') }} as as_of
-- Where nothing was ever delivered there is no evening to describe.
where as_of.as_of_date is not null
