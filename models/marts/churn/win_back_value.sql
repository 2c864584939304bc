{%- set least_silences = 30 -%}
with evenings as (
    select * from {{ ref('int_ghost_evenings') }}
),

-- A silence that went on for several months is one case, told on several evenings.
silences as (
    select
        value_band,
        ghost_age_band,
        customer_id,
        last_engaged_date,
        count(*) as evening_count,
        count(case when has_bought_later then 1 end) as won_count,
        sum(later_net_amount) as won_amount
    from evenings
    where not is_current
    group by value_band, ghost_age_band, customer_id, last_engaged_date
),

-- By age and value, and (value_band null) by age alone.
counted as (
    select
        ghost_age_band,
        value_band,
        count(*) as silence_count,
        cast(sum(won_count) as double) / sum(evening_count) as return_rate,
        {{ safe_divide('sum(won_amount)', 'sum(won_count)') }} as amount_if_back
    from silences
    group by rollup(ghost_age_band, value_band)
),

ages as (
    select * from counted
    where value_band is null
),

offers as (
    select max(cost_amount) as cost_amount
    from {{ ref('win_back_offer') }}
    where currency_code = '{{ var("reporting_currency") }}'
),

expected as (
    select
        evenings.*,
        case when bands.silence_count >= {{ least_silences }} then 'band' else 'age' end as rate_basis,
        margins.margin_share,
        {%- for figure in ['silence_count', 'return_rate', 'amount_if_back'] %}
        case
            when bands.silence_count >= {{ least_silences }} then bands.{{ figure }} else ages.{{ figure }}
        end as {{ figure }},
        {%- endfor %}
        offers.cost_amount
    from evenings
    cross join offers
    cross join {{ ref('int_margin_share') }} as margins
    left join counted as bands
        on
            evenings.ghost_age_band = bands.ghost_age_band
            and evenings.value_band = bands.value_band
    left join ages
        on evenings.ghost_age_band = ages.ghost_age_band
    where evenings.is_current
),

valued as (
    select
        *,
        coalesce(margin_share, 1) * amount_if_back as value_if_back,
        -- Where nobody bought again nobody knows for how much, but it is worth nothing.
        return_rate * coalesce(margin_share * amount_if_back, amount_if_back, 0) as expected_value
    from expected
)

select
    customer_id,
    value_band,
    ghost_age_band,
    rate_basis,
    case when margin_share is null then 'net_revenue' else 'margin' end as value_measure,
    cast(coalesce(silence_count, 0) as bigint) as observed_silence_count,
    at_stake_amount as net_at_stake_amount,
    return_rate,
    value_if_back as value_if_back_amount,
    expected_value as expected_value_amount,
    cost_amount as offer_cost_amount,
    {{ safe_divide('cost_amount', 'value_if_back') }} as break_even_rate,
    expected_value > cost_amount as is_above_cost,
    ghost_since,
    described_date as as_of_date
from valued
