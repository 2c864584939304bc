with refunds as (
    select
        *,
        -- Gift cards taken back were no turnover when they were sold.
        cast(refund_amount - coalesce(gift_card_amount, 0) as decimal(18, 2)) as turnover_refund_amount
    from {{ ref('refunds') }}
),

valued as (
    select
        *,
        {{ reporting_amount('turnover_refund_amount') }} as reporting_turnover_refund_amount
    from refunds
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
    refunds.turnover_refund_amount as order_currency_refund_amount,
    refunds.reporting_turnover_refund_amount as refund_amount,
    -- What is left of the whole: rounded by itself it might not add up.
    cast(
        case when refunds.gift_card_amount is not null then refunds.reporting_refund_amount end
        - refunds.reporting_turnover_refund_amount as decimal(18, 2)
    ) as gift_card_amount,
    refunds.shipping_amount as order_currency_shipping_amount,
    refunds.reporting_shipping_amount as shipping_amount,
    orders.order_date,
    refunds.refund_date
from valued as refunds
inner join as_of
    on refunds.refund_date <= as_of.as_of_date
left join orders
    on refunds.order_key = orders.order_key
left join customer_map
    on {{ order_record_key('orders') }} = customer_map.customer_record_key
