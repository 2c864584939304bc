-- The factors of the formula of the whole shop by each source of the lifespan.
with spans as (
    select
        'overall' as dimension,
        'all' as segment,
        spans.*
    from {{ ref('int_formula_spans') }} as spans
),

segments as (
    select
        'overall' as dimension,
        'all' as segment
),

{{ formula_lifespans('spans') }},

{{ formula_factors('segments') }}

-- What is observed ends at as_of, a curve at its horizon: both are too short, so the longer one is nearer.
select
    *,
    row_number() over (
        order by
            case
                when lifespan_source = 'assumed' then 2
                when formula_state = 'computed' then 0
                else 1
            end asc,
            round(coalesce(lifespan_years, 0), 6) desc,
            lifespan_source asc
    ) = 1 as is_used_for_customers
from stated
