{# The chances of each number of purchases within columns `horizon` (weeks), from 0 to column `most`: a row each of
   *states*, which has x, t_x, t, r, alpha, a, b, shift, p_alive and *keys*, columns that tell its rows apart. Fader, Hardie
   and Lee (2005), equation 8, of a customer known to be active: r + x, alpha + T and b + x take the place of r, alpha and b.
   rate_chance: purchases would be i if the customer did not stop; stay_chance: i purchases do not make her stop. #}
{% macro count_chances(states, keys) -%}
    with moves as (
        select
            states.*,
            counts.i as purchase_count,
            b + x + shift + counts.i - 1 as stays,
            case
                when counts.i = 0 then (r + x) * (ln(alpha + t) - ln(alpha + t + horizon))
                else ln(r + x + counts.i - 1) - ln(counts.i) + ln(horizon) - ln(alpha + t + horizon)
            end as log_rate_move
        from {{ states }} as states
        inner join {{ whole_numbers() }} as counts on counts.i <= states.most
        -- Without it each state is compared with all the numbers.
        where counts.i <= (select max(most) from {{ states }})
    ),

    moved as (
        select
            *,
            exp(sum(log_rate_move) over up_to) as rate_chance,
            exp(sum(case when purchase_count > 0 then ln(stays) - ln(a + stays) else 0 end) over up_to) as stay_chance
        from moves
        window up_to as (
            partition by {{ keys }} order by purchase_count rows between unbounded preceding and current row
        )
    ),

    summed as (
        select
            *,
            coalesce(sum(rate_chance) over (
                partition by {{ keys }} order by purchase_count rows between unbounded preceding and 1 preceding
            ), 0) as fewer_chance
        from moved
    )

    select
        *,
        case when purchase_count = 0 then 1 - p_alive else 0 end + p_alive * (
            stay_chance * rate_chance
            + case when purchase_count > 0 then stay_chance * a / stays * greatest(0, 1 - fewer_chance) else 0 end
        ) as chance
    from summed
{%- endmacro %}
