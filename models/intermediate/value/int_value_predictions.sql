{{ config(materialized='view') }}
-- What the marked model expects of a customer after as_of, rounded: purchases, net amounts and margin.
{%- set margins = {
    '30d': 'expected_purchases_30d', '90d': 'expected_purchases_90d', '365d': 'expected_purchases',
} %}
{%- set net = 'spend_per_purchase_day' %}
{%- set share = 'coalesce(margin_share, 1)' %}
{%- set ends = {'low': 'least', 'high': 'greatest'} %}
with forecasts as (
    select
        forecasts.*,
        shares.margin_share,
        shares.contribution_share
    from {{ ref('int_value_forecasts') }} as forecasts
    inner join {{ ref('int_customer_margin_shares') }} as shares
        on forecasts.customer_id = shares.customer_id
    where forecasts.is_current
)

select
    model,
    pool,
    spend_basis,
    {%- for name in ['p_alive', 'p_no_purchase_30d', 'p_no_purchase_90d', 'p_no_purchase_365d',
        'expected_purchases_30d', 'expected_purchases_90d'] %}
    round({{ name }}, 6) as {{ name }},
    {%- endfor %}
    round(expected_purchases, 6) as expected_purchases_365d,
    purchases_low as purchases_365d_low,
    purchases_high as purchases_365d_high,
    round({{ net }}, 4) as spend_per_purchase_day_amount,
    round(expected_purchases * {{ net }}, 4) as predicted_net_365d_amount,
    round(net_low_amount, 4) as net_365d_low_amount,
    round(net_high_amount, 4) as net_365d_high_amount,
    {%- for days, expected in margins.items() %}
    round({{ expected }} * {{ net }} * margin_share, 4) as expected_margin_{{ days }}_amount,
    {%- endfor %}
    -- Below cost the higher turnover is the lower margin.
    {%- for end, choice in ends.items() %}
    round({{ choice }}(net_low_amount * margin_share, net_high_amount * margin_share), 4)
        as margin_365d_{{ end }}_amount,
    {%- endfor %}
    {%- for months in ['12m', '36m'] %}
    round(discounted_purchases_{{ months }} * {{ net }} * {{ share }}, 4) as discounted_{{ months }}_amount,
    round(discounted_purchases_{{ months }} * {{ net }} * contribution_share, 4)
        as discounted_{{ months }}_contribution_amount,
    {%- for end, choice in ends.items() %}
    round({{ choice }}(
        discounted_{{ months }}_low_amount * {{ share }}, discounted_{{ months }}_high_amount * {{ share }}
    ), 4) as discounted_{{ months }}_{{ end }}_amount,
    {%- endfor %}
    {%- endfor %}
    customer_id
from forecasts
