{# The purchases to expect within each horizon (weeks; *horizons*: keyed by horizon_set) of customers who have not stopped:
   Fader, Hardie and Lee (2005), equation 10. A row each of *relation* and horizon; the relation has *keys*, horizon_set,
   shape (r + x), age (alpha + T), a and stays (b + x, and one more for MBG/NBD). By the series where 64 terms do, else the
   mean over the chance to stop, p ~ Beta(a, stays), by double-exponential quadrature, 80 nodes spread over the log odds
   of p around where most of its weight is; off from the hypergeometric formula by less than 1e-6, for z = t / (alpha + T +
   t) up to 0.999 and parameters up to the bounds of the fits (tests/python/scoring). Takahasi and Mori (1974). #}
{% macro expected_purchases(relation, keys, horizons) -%}
    {%- set nodes = 80 -%}
    {%- set far_off = '({0} / (told.age + {0}) > 0.7 or told.a > 5 or told.shape > told.a + told.stays + 5)' -%}
    {%- set reach = 'ln((20 / {0} + 6 * deviation) / stretch + sqrt(power((20 / {0} + 6 * deviation) / stretch, 2) + 1))' -%}
    with asked as (
        select told.*, horizons.horizon, horizons.horizon / (told.age + horizons.horizon) as z
        from {{ relation }} as told
        inner join {{ horizons }} as horizons
            on told.horizon_set = horizons.horizon_set and not {{ far_off.format('horizons.horizon') }}
    ),

    terms as (
        {{ series_terms(relation) }}
    ),

    near as (
        select *, ln(1 - z) as log_rest
        from asked inner join terms
            on asked.shape = terms.shape_of_terms and asked.a = terms.a_of_terms and asked.stays = terms.stays_of_terms
    ),

    far as (
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

    {{ purchases_by_series('near', keys) }}
    union all
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
