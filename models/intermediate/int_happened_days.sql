-- Rows and amounts of what had happened by the evening of as_of, per system and day: what facts must hold.
with as_of as (
    select * from {{ ref('int_as_of') }}
),

happened as (
    select orders.*
    from {{ ref('orders') }} as orders
    inner join as_of
        on orders.order_date <= as_of.as_of_date
),

-- A line without an order would fall out of the fact: it counts before, so that the border shows it.
happened_lines as (
    select
        order_lines.*,
        orders.order_date
    from {{ ref('order_lines') }} as order_lines
    left join {{ ref('orders') }} as orders
        on order_lines.order_key = orders.order_key
    cross join as_of
    where orders.order_key is null or orders.order_date <= as_of.as_of_date
),

happened_refunds as (
    select refunds.*
    from {{ ref('refunds') }} as refunds
    inner join as_of
        on refunds.refund_date <= as_of.as_of_date
)

{{ totals_by_day({
    'fct_orders': ('happened', 'order_date', 'reporting_net_amount'),
    'fct_order_lines': ('happened_lines', 'order_date', 'reporting_net_amount'),
    'fct_refunds': ('happened_refunds', 'refund_date', 'reporting_refund_amount'),
}) }}
