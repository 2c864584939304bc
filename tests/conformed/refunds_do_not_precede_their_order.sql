-- A refund is booked on the order's day or later.
select
    refunds.source_system,
    refunds.refund_id,
    refunds.refund_date,
    orders.order_date
from {{ ref('refunds') }} as refunds
inner join {{ ref('orders') }} as orders
    on refunds.order_key = orders.order_key
where refunds.refund_date < orders.order_date
