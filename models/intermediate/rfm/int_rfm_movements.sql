-- What changes from one described evening to the next: orders and refunds come, and leave the six months.
with orders as (
    select
        valid_orders.*,
        days.enters_on,
        days.leaves_on
    from {{ ref('int_valid_orders') }} as valid_orders
    inner join {{ ref('int_rfm_days') }} as days
        on valid_orders.order_date = days.calendar_date
),

refunds as (
    select
        orders.*,
        greatest(orders.enters_on, days.enters_on) as refunded_on,
        fct_refunds.refund_amount
    from {{ ref('fct_refunds') }} as fct_refunds
    inner join orders
        on fct_refunds.order_key = orders.order_key
    inner join {{ ref('int_rfm_days') }} as days
        on fct_refunds.refund_date = days.calendar_date
),

moves as (
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
)

select
    scope_type,
    scope_value,
    customer_id,
    described_date,
    sum(order_count) as order_count,
    sum(order_6m_count) as order_6m_count,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(net_6m_amount) as decimal(18, 2)) as net_6m_amount,
    max(last_order_date) as last_order_date
from (
    {{ rfm_scopes('moves') }}
) as scoped
group by scope_type, scope_value, customer_id, described_date
