{# The same by the mean over the chance to stop, p ~ Beta(a, stays): double-exponential quadrature, 80 nodes spread over the
   log odds of p around where most of its weight is. Of the rows and horizons of which *far_off* holds, a condition on the
   row as told with a place for the horizon. Takahasi and Mori (1974). #}
{% macro purchases_by_quadrature(relation, keys, horizons, far_off) -%}
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
    ),

    weighed as (
        select
            *,
            exp(log_stop) as stop_chance,
            (exp(node) + exp(-node)) * exp(
                a * (log_stop - ln(a) + ln(a + stays)) + stays * (log_stay - ln(stays) + ln(a + stays))
            ) as weight
        from logs
    ),

    moved as (
        select told.*, horizons.horizon, told.stop_chance * horizons.horizon / told.age as move
        from weighed as told
        inner join {{ horizons }} as horizons on told.horizon_set = horizons.horizon_set and {{ far_off.format('horizons.horizon') }}
    )
    select
        {{ keys }},
        horizon,
        sum(weight * case
            -- The first terms of the series, where the difference would lose its digits.
            when move * (shape + 2) < 0.0001
                then shape * horizon / age * (1 - (shape + 1) * move / 2 * (1 - (shape + 2) * move / 3))
            else (1 - exp(-shape * ln(1 + move))) / stop_chance
        end) / sum(weight) as expected_purchases
    from moved
    group by {{ keys }}, horizon
{%- endmacro %}
