{# The same by the mean over the chance to stop, at the nodes of stop_chance_nodes: of the rows and horizons of which *far_off*
   holds, a condition on the row as told with a place for the horizon. #}
{% macro purchases_by_quadrature(relation, keys, horizons, far_off) -%}
    with weighed as (
        {{ stop_chance_nodes(relation, horizons, far_off) }}
    ),

    moved as (
        select told.*, horizons.horizon, told.stop_chance * horizons.horizon / told.age as move
        from weighed as told
        inner join {{ horizons }} as horizons
            on told.horizon_set = horizons.horizon_set and {{ far_off.format('horizons.horizon') }}
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
