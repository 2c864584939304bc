{%- set average = safe_divide('orders.net_of_refunds_amount', 'orders.order_count') %}
{%- set has_value = "formula.formula_state = 'computed' and orders.net_of_refunds_amount >= 0" %}
with customers as (
    select * from {{ ref('dim_customers') }}
),

orders as (
    select * from {{ ref('int_customer_orders') }}
),

predictions as (
    select * from {{ ref('int_value_predictions') }}
),

formula as (
    select * from {{ ref('int_formula_factors') }}
    where is_used_for_customers
)

select
    customers.customer_id,
    customers.purchase_state,
    case
        when orders.customer_id is null then 'never_purchased'
        when formula.formula_state = 'computed' and orders.net_of_refunds_amount < 0 then 'nothing_left'
        else formula.formula_state
    end as formula_state,
    formula.lifespan_source,
    coalesce(orders.order_count, 0) as order_count,
    coalesce(orders.purchase_day_count, 0) as purchase_day_count,
    orders.purchase_day_count - 1 as repeat_purchase_day_count,
    orders.first_to_last_purchase_days,
    orders.customer_age_days,
    cast(orders.first_to_last_purchase_days as double) / 7 as first_to_last_purchase_weeks,
    cast(orders.customer_age_days as double) / 7 as customer_age_weeks,
    cast(coalesce(orders.gross_amount, 0) as decimal(18, 2)) as historic_gross_amount,
    orders.discount_amount as historic_discount_amount,
    orders.refunded_amount as historic_refund_amount,
    cast(coalesce(orders.net_of_refunds_amount, 0) as decimal(18, 2)) as historic_net_amount,
    customer_margins.costed_net_amount as historic_costed_net_amount,
    customer_margins.contribution_margin_amount as historic_contribution_margin_amount,
    customer_margins.margin_basis as historic_margin_basis,
    {{ average }} as average_order_value,
    formula.orders_per_relation_year as shop_orders_per_relation_year,
    formula.later_orders_per_relation_year as shop_later_orders_per_relation_year,
    formula.lifespan_years as shop_lifespan_years,
    case when {{ has_value }} then {{ average }} end
    * formula.orders_per_relation_year * formula.lifespan_years as formula_clv_amount,
    case when {{ has_value }} then {{ average }} end
    * (1 + formula.later_orders_per_relation_year * formula.lifespan_years) as first_order_once_clv_amount,
    case
        when orders.customer_id is null then 'never_purchased'
        when predictions.customer_id is not null then 'predicted'
        when verdict.pool_count = 0 then 'too_few_came_back'
        else 'not_converged'
    end as prediction_state,
    case when shares.margin_share is null then 'net_revenue' else 'margin' end as value_measure,
    shares.margin_share,
    shares.margin_share_basis,
    case
        when orders.customer_id is null then 'never_purchased'
        when predictions.customer_id is null then 'not_predicted'
        when predictions.spend_per_purchase_day_amount is null then 'no_spending_fit'
        when shares.margin_share is null then 'no_margin_known'
        when shares.margin_share < 0 then 'sold_below_cost'
        else 'computed'
    end as expected_margin_state,
    {%- for name in [
        'model', 'pool', 'p_alive', 'p_no_purchase_30d', 'p_no_purchase_90d', 'p_no_purchase_365d',
        'expected_purchases_30d', 'expected_purchases_90d', 'expected_purchases_365d', 'purchases_365d_low',
        'purchases_365d_high', 'spend_basis', 'spend_per_purchase_day_amount', 'predicted_net_365d_amount',
        'net_365d_low_amount', 'net_365d_high_amount', 'expected_margin_30d_amount', 'expected_margin_90d_amount',
        'expected_margin_365d_amount', 'margin_365d_low_amount', 'margin_365d_high_amount', 'discounted_12m_amount',
        'discounted_12m_low_amount', 'discounted_12m_high_amount', 'discounted_12m_contribution_amount',
        'discounted_36m_amount', 'discounted_36m_low_amount', 'discounted_36m_high_amount',
        'discounted_36m_contribution_amount',
    ] %}
    predictions.{{ name }},
    {%- endfor %}
    contribution.margin_basis as contribution_basis,
    shares.contribution_share,
    verdict.is_better_than_naive,
    as_of.as_of_date
from customers
inner join {{ ref('int_customer_margin_shares') }} as shares
    on customers.customer_id = shares.customer_id
left join orders
    on customers.customer_id = orders.customer_id
left join {{ ref('int_customer_margins') }} as customer_margins
    on customers.customer_id = customer_margins.customer_id
left join predictions
    on customers.customer_id = predictions.customer_id
cross join formula
cross join {{ ref('int_contribution_share') }} as contribution
cross join {{ ref('int_value_verdict') }} as verdict
cross join {{ ref('int_as_of') }} as as_of
