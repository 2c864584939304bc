-- The refunds of the fact are those seen from their orders, to the cent.
with refunds as (
    select
        order_key,
        sum(refund_amount) as refund_amount
    from {{ ref('fct_refunds') }}
    group by order_key
)

select
    refunds.order_key,
    refunds.refund_amount,
    orders.refunded_amount
from refunds
left join {{ ref('fct_orders') }} as orders
    on refunds.order_key = orders.order_key
where orders.refunded_amount is null or orders.refunded_amount <> refunds.refund_amount
