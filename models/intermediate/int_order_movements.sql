-- Orders on their own day and refunds on theirs, so that what is said of a day stays when money goes back
-- later. Goods that came back still count as cost; the tax in what is paid back does not.
with orders as (
    select
        valid_orders.order_key,
        valid_orders.customer_id,
        valid_orders.customer_order_number,
        valid_orders.net_amount,
        costs.cost_amount,
        coalesce(taxes.tax_amount, 0) as tax_amount,
        coalesce(taxes.tax_share, 0) as tax_share,
        valid_orders.order_date
    from {{ ref('int_valid_orders') }} as valid_orders
    left join {{ ref('int_order_costs') }} as costs
        on valid_orders.order_key = costs.order_key
    -- Tax that is not told cannot be taken off.
    left join {{ ref('int_order_taxes') }} as taxes
        on valid_orders.order_key = taxes.order_key
)

select
    order_key,
    customer_id,
    customer_order_number,
    1 as order_count,
    net_amount,
    case when cost_amount is not null then net_amount end as costed_net_amount,
    net_amount - tax_amount - cost_amount as margin_amount,
    order_date as moved_on
from orders
union all
select
    orders.order_key,
    orders.customer_id,
    cast(null as bigint) as customer_order_number,
    0 as order_count,
    -refunds.refund_amount as net_amount,
    case when orders.cost_amount is not null then -refunds.refund_amount end as costed_net_amount,
    {{ part_of('refunds.refund_amount', 'orders.tax_share') }} - case
        when orders.cost_amount is not null then refunds.refund_amount
    end as margin_amount,
    greatest(orders.order_date, refunds.refund_date) as moved_on
from {{ ref('fct_refunds') }} as refunds
inner join orders
    on refunds.order_key = orders.order_key
-- Without a rate nobody knows what was given back.
where refunds.refund_amount is not null
