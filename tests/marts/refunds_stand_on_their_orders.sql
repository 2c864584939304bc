-- The refunds of the fact are those seen from their orders, to the cent. Only a refund of an order that no
-- system of the shop delivers stands alone: it has no order_date.
with refunds as (
    select
        order_key,
        sum(refund_amount) as refund_amount
    from {{ ref('fct_refunds') }}
    where order_date is not null
    group by order_key
)

select
    refunds.order_key,
    refunds.refund_amount,
    orders.refunded_amount
from refunds
left join {{ ref('fct_orders') }} as orders
    on refunds.order_key = orders.order_key
where
    orders.order_key is null
    or coalesce(orders.refunded_amount, -1) <> coalesce(refunds.refund_amount, -1)
