with customers as (
    select
        customer_id,
        purchase_state
    from {{ ref('dim_customers') }}
),

formula as (
    select * from {{ ref('int_formula_factors') }}
    where is_used_for_customers
),

customer_orders as (
    select
        orders.*,
        {{ safe_divide('orders.net_of_refunds_amount', 'orders.order_count') }} as average_order_value,
        case
            when formula.formula_state = 'computed' and orders.net_of_refunds_amount < 0 then 'nothing_left'
            else formula.formula_state
        end as formula_state
    from {{ ref('int_customer_orders') }} as orders
    cross join formula
),

forecasts as (
    select * from {{ ref('int_value_forecasts') }}
    where is_current
)

select
    customers.customer_id,
    customers.purchase_state,
    coalesce(customer_orders.formula_state, 'never_purchased') as formula_state,
    formula.lifespan_source,
    coalesce(customer_orders.order_count, 0) as order_count,
    coalesce(customer_orders.purchase_day_count, 0) as purchase_day_count,
    customer_orders.purchase_day_count - 1 as repeat_purchase_day_count,
    customer_orders.first_to_last_purchase_days,
    customer_orders.customer_age_days,
    cast(customer_orders.first_to_last_purchase_days as double) / 7 as first_to_last_purchase_weeks,
    cast(customer_orders.customer_age_days as double) / 7 as customer_age_weeks,
    cast(coalesce(customer_orders.gross_amount, 0) as decimal(18, 2)) as historic_gross_amount,
    cast(customer_orders.discount_amount as decimal(18, 2)) as historic_discount_amount,
    cast(customer_orders.refunded_amount as decimal(18, 2)) as historic_refund_amount,
    cast(coalesce(customer_orders.net_of_refunds_amount, 0) as decimal(18, 2)) as historic_net_amount,
    customer_margins.costed_net_amount as historic_costed_net_amount,
    customer_margins.contribution_margin_amount as historic_contribution_margin_amount,
    customer_margins.margin_basis as historic_margin_basis,
    customer_orders.average_order_value,
    formula.orders_per_relation_year as shop_orders_per_relation_year,
    formula.later_orders_per_relation_year as shop_later_orders_per_relation_year,
    formula.lifespan_years as shop_lifespan_years,
    case when customer_orders.formula_state = 'computed' then customer_orders.average_order_value end
    * formula.orders_per_relation_year * formula.lifespan_years as formula_clv_amount,
    case when customer_orders.formula_state = 'computed' then customer_orders.average_order_value end
    * (1 + formula.later_orders_per_relation_year * formula.lifespan_years) as first_order_once_clv_amount,
    case
        when customer_orders.customer_id is null then 'never_purchased'
        when forecasts.customer_id is not null then 'predicted'
        when verdict.pool_count = 0 then 'too_few_came_back'
        else 'not_converged'
    end as prediction_state,
    forecasts.model,
    forecasts.pool,
    {%- for name in ['p_alive', 'p_no_purchase_30d', 'p_no_purchase_90d', 'p_no_purchase_365d',
        'expected_purchases_30d', 'expected_purchases_90d'] %}
    round(forecasts.{{ name }}, 6) as {{ name }},
    {%- endfor %}
    round(forecasts.expected_purchases, 6) as expected_purchases_365d,
    forecasts.purchases_low as purchases_365d_low,
    forecasts.purchases_high as purchases_365d_high,
    round(forecasts.spend_per_purchase_day, 4) as spend_per_purchase_day_amount,
    round(forecasts.expected_purchases * forecasts.spend_per_purchase_day, 4) as predicted_net_365d_amount,
    round(forecasts.net_low_amount, 4) as net_365d_low_amount,
    round(forecasts.net_high_amount, 4) as net_365d_high_amount,
    case when margins.margin_share is null then 'net_revenue' else 'margin' end as value_measure,
    margins.margin_share,
    case
        when customer_orders.customer_id is null then 'never_purchased'
        when forecasts.customer_id is null then 'not_predicted'
        when forecasts.spend_per_purchase_day is null then 'no_spending_fit'
        when margins.margin_share is null then 'no_margin_known'
        when margins.margin_share < 0 then 'sold_below_cost'
        else 'computed'
    end as expected_margin_state,
    {%- for days, name in [(30, 'purchases_30d'), (90, 'purchases_90d'), (365, 'purchases')] %}
    round(forecasts.expected_{{ name }} * forecasts.spend_per_purchase_day * margins.margin_share, 4)
        as expected_margin_{{ days }}d_amount,
    {%- endfor %}
    -- Below cost the higher turnover is the lower margin.
    {%- for end, choice in [('low', 'least'), ('high', 'greatest')] %}
    round({{ choice }}(
        forecasts.net_low_amount * margins.margin_share, forecasts.net_high_amount * margins.margin_share
    ), 4) as margin_365d_{{ end }}_amount,
    {%- endfor %}
    contribution.margin_basis as contribution_basis,
    contribution.contribution_share,
    {%- for months in [12, 36] %}
    {%- for name, share in [('', 'coalesce(margins.margin_share, 1)'),
        ('_contribution', 'contribution.contribution_share')] %}
    round(forecasts.discounted_purchases_{{ months }}m * forecasts.spend_per_purchase_day * {{ share }}, 4)
        as discounted_{{ months }}m{{ name }}_amount,
    {%- endfor %}
    {%- endfor %}
    verdict.is_better_than_naive,
    as_of.as_of_date
from customers
cross join formula
cross join {{ ref('int_margin_share') }} as margins
cross join {{ ref('int_contribution_share') }} as contribution
cross join {{ ref('int_value_verdict') }} as verdict
cross join {{ ref('int_as_of') }} as as_of
left join customer_orders
    on customers.customer_id = customer_orders.customer_id
left join {{ ref('int_customer_margins') }} as customer_margins
    on customers.customer_id = customer_margins.customer_id
left join forecasts
    on customers.customer_id = forecasts.customer_id
