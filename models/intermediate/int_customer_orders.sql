-- One row a customer who ever bought: the lifetime sums that RFM, value, churn and dim_customers share.
with as_of as (
    select * from {{ ref('int_as_of') }}
),

summed as (
    select
        customer_id,
        count(*) as order_count,
        cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
        cast(sum(discount_amount) as decimal(18, 2)) as discount_amount,
        cast(sum(refunded_amount) as decimal(18, 2)) as refunded_amount,
        cast(sum(net_of_refunds_amount) as decimal(18, 2)) as net_of_refunds_amount,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        max(case when customer_order_number = 1 then brand end) as first_brand
    from {{ ref('int_valid_orders') }}
    group by customer_id
),

-- By themselves: a distinct count in each group of customers costs several times as much. And read again:
-- what two steps share is kept whole in memory.
days as (
    select
        customer_id,
        order_date,
        cast(sum(net_of_refunds_amount) as decimal(18, 2)) as net_of_refunds_amount
    from {{ ref('int_valid_orders') }}
    group by customer_id, order_date
),

counted as (
    select
        customer_id,
        count(*) as purchase_day_count,
        min_by(net_of_refunds_amount, order_date) as first_day_net_of_refunds_amount
    from days
    group by customer_id
)

select
    summed.*,
    counted.purchase_day_count,
    counted.first_day_net_of_refunds_amount,
    {{ days_between('summed.first_order_date', 'summed.last_order_date') }} as first_to_last_purchase_days,
    {{ days_between('summed.first_order_date', 'as_of.as_of_date') }} as customer_age_days,
    {{ days_between('summed.last_order_date', 'as_of.as_of_date') }} as days_since_last_order,
    as_of.as_of_date
from summed
inner join counted
    on summed.customer_id = counted.customer_id
cross join as_of
