{# The purchases to expect within each horizon (weeks; *horizons*: keyed by horizon_set) of customers who have not stopped:
   Fader, Hardie and Lee (2005), equation 10. A row each of *relation* and horizon; the relation has *keys*, horizon_set,
   shape (r + x), age (alpha + T), a and stays (b + x, and one more for MBG/NBD). By the series where 24, 64 or 128 terms do:
   what n terms leave is about z^n n^(a - 1) of the sum. Else by quadrature. Off from the hypergeometric formula by less than
   1e-6, for z = t / (alpha + T + t) up to 0.999 and parameters up to the bounds of the fits (tests/python/scoring). #}
{% macro expected_purchases(relation, keys, horizons) -%}
    {%- set series = {24: [0, 0.25], 64: [0.25, 0.55], 128: [0.55, 0.82]} -%}
    {%- set far_off = '({0} / (told.age + {0}) > case when told.a > 2 then 0.75 else 0.82 end or told.a > 5'
        ~ ' or told.shape > told.a + told.stays + 5)' -%}
    with asked as (
        select told.*, horizons.horizon, horizons.horizon / (told.age + horizons.horizon) as z
        from {{ relation }} as told
        inner join {{ horizons }} as horizons
            on told.horizon_set = horizons.horizon_set and not {{ far_off.format('horizons.horizon') }}
    ),

    terms as (
        {{ series_terms(relation, 128) }}
    ),

    {%- for count, (above, up_to) in series.items() %}
    near_{{ count }} as (
        select *, ln(1 - z) as log_rest
        from asked inner join terms
            on asked.shape = terms.shape_of_terms and asked.a = terms.a_of_terms and asked.stays = terms.stays_of_terms
        where z > {{ above }} and z <= {{ up_to }}
    ){{ ',' if not loop.last }}
    {% endfor %}
    {%- for count in series %}
    select * from (
        {{ purchases_by_series('near_' ~ count, keys, count) }}
    ) as series_{{ count }}
    union all
    {%- endfor %}
    select * from (
        {{ purchases_by_quadrature(relation, keys, horizons, far_off) }}
    ) as far_off
{%- endmacro %}
