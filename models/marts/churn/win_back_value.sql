{%- set least_silences = 30 -%}
with silences as (
    select * from {{ ref('int_ghost_values') }}
),

bands as (
    select
        value_band,
        count(*) as silence_count,
        count(case when has_bought_later then 1 end) as won_count,
        sum(later_net_amount) as won_amount
    from silences
    where is_observed
    group by value_band
),

shop as (
    select
        sum(silence_count) as silence_count,
        sum(won_count) as won_count,
        sum(won_amount) as won_amount
    from bands
),

compared as (
    select
        silences.*,
        coalesce(bands.silence_count >= {{ least_silences }}, false) as is_of_band,
        margins.margin_share,
        bands.silence_count as band_count,
        bands.won_count as band_won_count,
        bands.won_amount as band_won_amount,
        shop.silence_count,
        shop.won_count,
        shop.won_amount
    from silences
    left join bands on silences.value_band = bands.value_band
    cross join shop
    cross join {{ ref('int_margin_share') }} as margins
    where silences.returned_date is null
),

offers as (
    select max(cost_amount) as cost_amount
    from {{ ref('win_back_offer') }}
    where currency_code = '{{ var("reporting_currency") }}'
),

expected as (
    select
        *,
        case when is_of_band then band_count else silence_count end as observed_count,
        case
            when is_of_band then {{ safe_divide('band_won_count', 'band_count') }}
            else {{ safe_divide('won_count', 'silence_count') }}
        end as return_rate,
        coalesce(margin_share, 1) * case
            when is_of_band then {{ safe_divide('band_won_amount', 'band_won_count') }}
            else {{ safe_divide('won_amount', 'won_count') }}
        end as value_if_back
    from compared
)

select
    expected.customer_id,
    expected.value_band,
    case when expected.is_of_band then 'band' else 'shop' end as rate_basis,
    case when expected.margin_share is null then 'net_revenue' else 'margin' end as value_measure,
    cast(coalesce(expected.observed_count, 0) as bigint) as observed_silence_count,
    expected.at_stake_amount as net_at_stake_amount,
    expected.return_rate,
    expected.value_if_back as value_if_back_amount,
    expected.return_rate * expected.value_if_back as expected_value_amount,
    offers.cost_amount as offer_cost_amount,
    {{ safe_divide('offers.cost_amount', 'expected.value_if_back') }} as break_even_rate,
    expected.return_rate * expected.value_if_back > offers.cost_amount as is_above_cost,
    expected.ghost_since,
    expected.as_of_date
from expected
cross join offers
