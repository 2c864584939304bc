{# The nodes of the quadrature over the chance to stop, p ~ Beta(a, stays), of the rows of *relation* that have a horizon of
   which *far_off* holds: each row's columns with stop_chance, and the weight of the node. Double-exponential, 80 nodes spread
   over the log odds of p around where most of its weight is. Takahasi and Mori (1974). #}
{% macro stop_chance_nodes(relation, horizons, far_off) -%}
    {%- set nodes = 80 -%}
    {%- set reach = 'ln((20 / {0} + 6 * deviation) / stretch + sqrt(power((20 / {0} + 6 * deviation) / stretch, 2) + 1))' -%}
    with far as (
        select
            told.*,
            sqrt(1 / told.a + 1 / told.stays) as deviation,
            least(sqrt(1 / told.a + 1 / told.stays), 3.14) as stretch
        from {{ relation }} as told
        inner join (select horizon_set, max(horizon) as horizon from {{ horizons }} group by horizon_set) as farthest
            on told.horizon_set = farthest.horizon_set
        where {{ far_off.format('farthest.horizon') }}
    ),

    nodes as (
        select
            far.*,
            -{{ reach.format('a') }}
            + numbers.i * ({{ reach.format('a') }} + {{ reach.format('stays') }}) / {{ nodes - 1 }} as node
        from far
        inner join {{ whole_numbers() }} as numbers on numbers.i < {{ nodes }}
    ),

    odds as (
        select *, ln(a) - ln(stays) + stretch * (exp(node) - exp(-node)) / 2 as log_odds from nodes
    ),

    logs as (
        select
            *,
            least(log_odds, 0) - ln(1 + exp(-abs(log_odds))) as log_stop,
            least(-log_odds, 0) - ln(1 + exp(-abs(log_odds))) as log_stay
        from odds
    )

    select
        *,
        exp(log_stop) as stop_chance,
        (exp(node) + exp(-node)) * exp(
            a * (log_stop - ln(a) + ln(a + stays)) + stays * (log_stay - ln(stays) + ln(a + stays))
        ) as weight
    from logs
{%- endmacro %}
