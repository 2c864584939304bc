-- One row a customer with at least two purchase days: the median gap in days between consecutive ones.
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
),

gaps as (
    select
        customer_id,
        {{ days_between('previous_order_date', 'order_date') }} as gap_days
    from previous
    where previous_order_date is not null
)

select
    customer_id,
    count(*) as gap_count,
    cast(median(gap_days) as double) as median_gap_days
from gaps
group by customer_id
