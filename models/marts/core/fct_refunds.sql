with refunds as (
    select * from {{ ref('refunds') }}
),

orders as (
    select * from {{ ref('orders') }}
),

customer_map as (
    select * from {{ ref('int_customer_map') }}
),

as_of as (
    select * from {{ ref('int_as_of') }}
)

select
    refunds.refund_key,
    refunds.order_key,
    customer_map.customer_id,
    refunds.source_system,
    refunds.refund_id,
    refunds.order_id,
    refunds.refund_kind,
    refunds.returned_channel,
    refunds.reason_code,
    refunds.currency_code,
    refunds.refund_amount as order_currency_refund_amount,
    refunds.reporting_refund_amount as refund_amount,
    refunds.reporting_shipping_amount as shipping_amount,
    orders.order_date,
    refunds.refund_date
from refunds
inner join as_of
    on refunds.refund_date <= as_of.as_of_date
left join orders
    on refunds.order_key = orders.order_key
left join customer_map
    on orders.customer_record_key = customer_map.customer_record_key
