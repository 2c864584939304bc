-- The factors of the formula of segments of customers by each source of the lifespan.
with spans as (
    select
        segments.dimension,
        segments.segment,
        spans.*
    from {{ ref('int_formula_spans') }} as spans
    inner join {{ ref('int_formula_segments') }} as segments
        on spans.customer_id = segments.customer_id
),

segments as (
    select distinct
        dimension,
        segment
    from {{ ref('int_formula_segments') }}
),

{{ formula_lifespans('spans') }},

{{ formula_factors('segments') }}

select * from stated
