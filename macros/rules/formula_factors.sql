{# CTEs up to `stated`: the factors of the formula of each of the *segments* (a relation with dimension and segment) by each
   source of the lifespan, every row on one clock, and why there are none. Needs the CTE of formula_lifespans. #}
{% macro formula_factors(segments) -%}
{{ lifespan_sources() }},

{{ described_factors(segments) }},

stated as (
    select
        *,
        {{ safe_divide('net_amount', 'order_count') }} as average_order_value,
        {{ safe_divide('order_count', 'relation_years') }} as orders_per_relation_year,
        {{ safe_divide('order_count - customer_count', 'relation_years') }} as later_orders_per_relation_year,
        case
            when customer_count is null and lifespan_source = 'survival' then 'nobody_followed'
            when customer_count is null then 'nobody_bought'
            when lifespan_years is null and lifespan_source = 'survival' then 'no_end_seen'
            when lifespan_years is null then 'assumed_lifespan_not_set'
            when relation_years = 0 then 'no_exposure'
            when net_amount < 0 then 'nothing_left'
            else 'computed'
        end as formula_state
    from described
)
{%- endmacro %}

{# CTE `sources`: the sources of the lifespan, and on which clock the orders and years beside each are. #}
{% macro lifespan_sources() -%}
{%- set clocks = {'observed': 'observed', 'survival': 'survival', 'assumed': 'observed'} -%}
sources as (
    {%- for source, clock in clocks.items() %}
    select
        '{{ source }}' as lifespan_source,
        '{{ clock }}' as clock
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)
{%- endmacro %}

{# CTE `described`: what each of the *segments* did and how long its customers stay, by each of the sources. #}
{% macro described_factors(segments) -%}
described as (
    select
        segments.dimension,
        segments.segment,
        sources.lifespan_source,
        lifespans.customer_count,
        lifespans.order_count,
        lifespans.net_amount,
        {{ safe_divide('lifespans.span_days', '365.25') }} as relation_years,
        case
            when sources.lifespan_source = 'assumed'
                then cast({{ var('assumed_lifespan_years') or 'null' }} as double)
            when lifespans.ended_count > 0
                then {{ safe_divide('lifespans.lifespan_days', '365.25') }}
        end as lifespan_years,
        case
            when sources.lifespan_source = 'survival'
                then {{ safe_divide('lifespans.horizon_days', '365.25') }}
        end as horizon_years,
        case when sources.lifespan_source = 'survival' then lifespans.alive_at_horizon_share end
            as alive_at_horizon_share
    from {{ segments }} as segments
    cross join sources
    left join lifespans
        on
            segments.dimension = lifespans.dimension
            and segments.segment = lifespans.segment
            and sources.clock = lifespans.clock
)
{%- endmacro %}
