-- What valid orders leave after their costs, at the rates of the seed cost_rates. Goods that came back were
-- not used up: their cost counts as far as the net amount was kept. A cost that nobody tells is null.
with rates as (
    select * from {{ ref('cost_rates') }}
    where currency_code = '{{ var("reporting_currency") }}'
),

units as (
    select
        {%- for kind in ['parcel', 'return_parcel', 'return_store'] %}
        max(case when cost_kind = '{{ kind }}' then unit_amount end) as {{ kind }}_amount,
        {%- endfor %}
        max(case when cost_kind = 'point' then unit_amount end) as point_amount
    from rates
),

costed as (
    select
        valid_orders.*,
        orders.currency_code,
        margins.margin_share,
        {{ part_of('costs.cost_amount', 'returned.kept_share') }} as product_cost_amount,
        {{ part_of('valid_orders.net_amount', 'returned.kept_share * margins.cost_share') }}
            as usual_product_cost_amount,
        {{ part_of('valid_orders.net_of_refunds_amount', 'taxes.tax_share') }} as tax_cost_amount,
        cast(
            round(handling.parcel_count * units.parcel_amount, 2)
            - {{ part_of(
                'coalesce(orders.shipping_amount, 0) - returned.shipping_refund_amount',
                '1 - coalesce(taxes.shipping_tax_share, 0)'
            ) }}
            as decimal(18, 2)
        ) as shipping_cost_amount,
        cast(
            round(returned.parcel_return_count * units.return_parcel_amount, 2)
            + round(returned.store_return_count * units.return_store_amount, 2)
            as decimal(18, 2)
        ) as return_cost_amount,
        cast(round(handling.spent_points * units.point_amount, 2) as decimal(18, 2)) as reward_cost_amount,
        cast(
            round(payments.unit_amount, 2) + {{ part_of('valid_orders.net_amount', 'payments.net_share') }}
            as decimal(18, 2)
        ) as payment_cost_amount
    from {{ ref('int_valid_orders') }} as valid_orders
    inner join {{ ref('fct_orders') }} as orders on valid_orders.order_key = orders.order_key
    inner join {{ ref('int_order_returns') }} as returned on valid_orders.order_key = returned.order_key
    inner join {{ ref('int_order_handling') }} as handling on valid_orders.order_key = handling.order_key
    cross join units
    cross join {{ ref('int_margin_share') }} as margins
    left join {{ ref('int_order_costs') }} as costs on valid_orders.order_key = costs.order_key
    left join {{ ref('int_order_taxes') }} as taxes on valid_orders.order_key = taxes.order_key
    left join rates as payments on 'payment_' || orders.payment_method = payments.cost_kind
)

select
    *,
    case when product_cost_amount is not null then net_of_refunds_amount end as costed_net_amount,
    cast(
        case when margin_share is not null then net_of_refunds_amount end
        - coalesce(product_cost_amount, usual_product_cost_amount)
        - ({{ known_margin_costs() }})
        as decimal(18, 2)
    ) as contribution_margin_amount
from costed
