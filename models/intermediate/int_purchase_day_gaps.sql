-- One row a purchase day of a customer but the first: the days since the one before.
with purchase_days as (
    select distinct
        customer_id,
        order_date
    from {{ ref('int_valid_orders') }}
),

previous as (
    select
        customer_id,
        order_date,
        lag(order_date) over (partition by customer_id order by order_date) as previous_order_date
    from purchase_days
)

select
    customer_id,
    order_date,
    {{ days_between('previous_order_date', 'order_date') }} as gap_days
from previous
where previous_order_date is not null
