{%- set age_weight = 30 -%}
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
        cast(sum(won_amount) as double) / sum(evening_count) as mean_amount
    from silences
    group by rollup(ghost_age_band, value_band)
),

offers as (
    select
        max(contact_cost_amount) as contact_cost_amount,
        max(redemption_cost_amount) as redemption_cost_amount
    from {{ ref('win_back_offer') }}
    where currency_code = '{{ var("reporting_currency") }}'
),

-- A band's figures count as often as it has silences, those of the age {{ age_weight }} times.
shrunk as (
    select
        evenings.*,
        margins.margin_share,
        {%- for figure in ['return_rate', 'mean_amount'] %}
        (coalesce(bands.silence_count * bands.{{ figure }}, 0) + {{ age_weight }} * ages.{{ figure }})
        / (coalesce(bands.silence_count, 0) + {{ age_weight }}) as {{ figure }},
        {%- endfor %}
        offers.contact_cost_amount,
        offers.redemption_cost_amount,
        coalesce(bands.silence_count, 0) as band_silence_count,
        coalesce(ages.silence_count, 0) as age_silence_count
    from evenings
    cross join offers
    cross join {{ ref('int_margin_share') }} as margins
    left join counted as bands
        on
            evenings.ghost_age_band = bands.ghost_age_band
            and evenings.value_band = bands.value_band
    left join counted as ages
        on evenings.ghost_age_band = ages.ghost_age_band and ages.value_band is null
    where evenings.is_current
),

valued as (
    select
        *,
        coalesce(margin_share, 1) * mean_amount as expected_value,
        {{ safe_divide('coalesce(margin_share, 1) * mean_amount', 'return_rate') }} as value_if_back
    from shrunk
)

select
    customer_id,
    value_band,
    ghost_age_band,
    case when margin_share is null then 'net_revenue' else 'margin' end as value_measure,
    cast(age_silence_count as bigint) as age_silence_count,
    cast(band_silence_count as bigint) as band_silence_count,
    at_stake_amount as net_at_stake_amount,
    return_rate,
    value_if_back as value_if_back_amount,
    expected_value as expected_value_amount,
    contact_cost_amount,
    redemption_cost_amount,
    expected_value - return_rate * redemption_cost_amount - contact_cost_amount
        as expected_value_after_offer_amount,
    case
        when value_if_back > redemption_cost_amount
            then
                (contact_cost_amount + return_rate * redemption_cost_amount)
                / (value_if_back - redemption_cost_amount)
    end as break_even_uplift,
    expected_value - return_rate * redemption_cost_amount > contact_cost_amount as is_above_cost,
    ghost_since,
    described_date as as_of_date
from valued
