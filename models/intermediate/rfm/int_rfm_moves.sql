{{ config(materialized='view') }}

-- Each move of an order or refund, on the described evening that first sees it, with the parts of the shop
-- it belongs to: orders and refunds come, and leave the six months.
with orders as (
    select * from {{ ref('int_rfm_orders') }}
),

refunded as (
    select
        order_key,
        cast(null as string) as category,
        refund_amount,
        refund_date
    from {{ ref('fct_refunds') }}
    union all
    select
        order_key,
        category,
        refund_amount,
        refund_date
    from {{ ref('int_refund_categories') }}
    where category is not null
),

refunds as (
    select
        orders.*,
        greatest(orders.enters_on, days.enters_on) as refunded_on,
        refunded.refund_amount
    from refunded
    inner join orders
        on refunded.order_key = orders.order_key and refunded.category is not distinct from orders.category
    inner join {{ ref('int_rfm_days') }} as days
        on refunded.refund_date = days.calendar_date
)

{{ rfm_moves('orders', 'enters_on', {'order_count': 1, 'net_amount': 'net_amount', 'order_6m_count': 1,
    'net_6m_amount': 'net_amount', 'last_order_date': 'order_date'}) }}
union all
{{ rfm_moves('orders', 'leaves_on', {'order_6m_count': -1, 'net_6m_amount': '-net_amount'}) }}
where leaves_on is not null
union all
{{ rfm_moves('refunds', 'refunded_on', {'net_amount': '-refund_amount', 'net_6m_amount':
    'case when refunded_on >= leaves_on then 0 else -refund_amount end'}) }}
union all
{{ rfm_moves('refunds', 'leaves_on', {'net_6m_amount': 'refund_amount'}) }}
where refunded_on < leaves_on
