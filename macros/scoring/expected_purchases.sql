{# The purchases to expect within each horizon (weeks; *horizons*: keyed by horizon_set) of customers who have not stopped:
   the mean over their chance to stop, p ~ Beta(a, stays). A row each of *relation* and horizon; the relation has *keys*,
   horizon_set, shape (r + x), age (alpha + T), a and stays (b + x, and one more for MBG/NBD). Tanh-sinh quadrature, 64
   nodes spread over where p has weight: off from the hypergeometric formula by less than 1e-6, for z up to 0.999
   (tests/python/scoring). Fader, Hardie and Lee (2005), equation 10; Takahasi and Mori (1974). #}
{% macro expected_purchases(relation, keys, horizons) -%}
    {%- set nodes = 64 -%}
    {%- set reach = "ln(12.7323954 / {0} + sqrt(162.1138938 / ({0} * {0}) + 1))" -%}
    with nodes as (
        select
            told.*,
            -{{ reach.format('a') }}
            + numbers.i * ({{ reach.format('a') }} + {{ reach.format('stays') }}) / {{ nodes - 1 }} as node
        from {{ relation }} as told
        inner join {{ whole_numbers() }} as numbers on numbers.i < {{ nodes }}
    ),

    odds as (
        select *, 1.5707963267948966 * (exp(node) - exp(-node)) as log_odds from nodes
    ),

    logs as (
        select
            *,
            least(log_odds, 0) - ln(1 + exp(-abs(log_odds))) as log_stop,
            least(-log_odds, 0) - ln(1 + exp(-abs(log_odds))) as log_stay
        from odds
    ),

    weighed as (
        select *, exp(log_stop) as stop_chance, (exp(node) + exp(-node)) * exp(a * log_stop + stays * log_stay) as weight
        from logs
    ),

    moved as (
        select weighed.*, horizons.horizon, weighed.stop_chance * horizons.horizon / weighed.age as move
        from weighed
        inner join {{ horizons }} as horizons on weighed.horizon_set = horizons.horizon_set
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
