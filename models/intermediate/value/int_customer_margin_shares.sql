-- What is left of a customer's turnover: the shares of the currency of the first order if enough orders
-- in it tell their costs (tax and prices go with the country), else those of the shop.
{%- set enough_orders = 500 %}
with first_orders as (
    select
        customer_id,
        currency_code
    from {{ ref('fct_orders') }}
    where customer_order_number = 1
),

contributions as (
    select
        currency_code,
        {{ contribution_share() }} as contribution_share
    from {{ ref('int_order_margins') }}
    group by currency_code
),

currencies as (
    select
        goods.currency_code,
        {{ safe_divide('goods.net_amount - goods.tax_amount - goods.cost_amount', 'goods.net_amount') }}
            as margin_share,
        contributions.contribution_share
    from {{ ref('int_goods_margins') }} as goods
    inner join contributions
        on goods.currency_code = contributions.currency_code
    where
        goods.costed_order_count >= {{ enough_orders }}
        and {{ is_believable_cost('goods.net_amount', 'goods.cost_amount') }}
),

shared as (
    select
        customers.customer_id,
        case
            when currencies.currency_code is not null then 'currency'
            when shop.margin_share is not null then 'shop'
        end as margin_share_basis,
        currencies.margin_share as currency_margin_share,
        currencies.contribution_share as currency_contribution_share,
        shop.margin_share as shop_margin_share,
        contribution.contribution_share as shop_contribution_share
    from {{ ref('dim_customers') }} as customers
    cross join {{ ref('int_margin_share') }} as shop
    cross join {{ ref('int_contribution_share') }} as contribution
    left join first_orders
        on customers.customer_id = first_orders.customer_id
    left join currencies
        on first_orders.currency_code = currencies.currency_code
)

select
    customer_id,
    {%- for name in ['margin_share', 'contribution_share'] %}
    case
        when margin_share_basis = 'currency' then currency_{{ name }}
        else shop_{{ name }}
    end as {{ name }},
    {%- endfor %}
    margin_share_basis
from shared
