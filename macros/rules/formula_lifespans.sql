{# CTEs up to `lifespans`: how long the customers of each segment and clock were seen as customers and what they bought
   meanwhile, and how long one is expected to be a customer: the area under the product-limit curve of *spans* (a relation
   with dimension, segment and the columns of int_formula_spans), up to the longest of them. #}
{% macro formula_lifespans(spans) -%}
{{ lifespan_curves(spans) }},

{# Until the first duration everybody is a customer. #}
lifespans as (
    select
        dimension,
        segment,
        clock,
        sum(customer_count) as customer_count,
        sum(event_count) as ended_count,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount,
        sum(customer_count * duration_days) as span_days,
        min(duration_days) + sum(coalesce(survival * step_days, 0)) as lifespan_days,
        max(duration_days) as horizon_days,
        min(survival) as alive_at_horizon_share
    from steps
    group by dimension, segment, clock
)
{%- endmacro %}

{# CTEs up to `steps`: that curve, and how long each of its steps lasts. #}
{% macro lifespan_curves(spans) -%}
times as (
    select
        dimension,
        segment,
        clock,
        span_days as duration_days,
        count(*) as customer_count,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount,
        sum(is_ended) as event_count,
        sum(1 - is_ended) as censored_count
    from {{ spans }}
    group by dimension, segment, clock, span_days
),

curves as (
    {{ product_limit('times', ['dimension', 'segment', 'clock']) }}
),

steps as (
    select
        *,
        {{ survival() }} as survival,
        lead(duration_days) over (
            partition by dimension, segment, clock
            order by duration_days
        ) - duration_days as step_days
    from curves
)
{%- endmacro %}
