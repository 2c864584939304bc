-- What customers had bought by each of the earlier evenings. A day is one purchase, whatever was bought;
-- refunds count from the day they were made.
with valid_orders as (
    select * from {{ ref('int_valid_orders') }}
),

evenings as (
    select * from {{ ref('int_value_dates') }}
    where not is_current
),

amounts as (
    select
        customer_id,
        order_date,
        order_date as known_date,
        net_amount as amount
    from valid_orders
    union all
    select
        valid_orders.customer_id,
        valid_orders.order_date,
        greatest(refunds.refund_date, valid_orders.order_date) as known_date,
        -refunds.refund_amount as amount
    from {{ ref('fct_refunds') }} as refunds
    inner join valid_orders
        on refunds.order_key = valid_orders.order_key
),

-- What is known of a purchase day, by when: its row of the day itself is the purchase.
days as (
    select
        customer_id,
        order_date,
        known_date,
        sum(amount) as amount
    from amounts
    where known_date <= (select max(evenings.described_date) from evenings)
    group by customer_id, order_date, known_date
)

select
    evenings.described_date,
    days.customer_id,
    count(case when days.known_date = days.order_date then 1 end) as purchase_day_count,
    max(days.order_date) as last_order_date,
    sum(days.amount) as net_amount,
    sum(
        case when days.order_date > customers.first_order_date then days.amount else 0 end
    ) as repeat_net_amount
from days
inner join {{ ref('int_customer_orders') }} as customers
    on days.customer_id = customers.customer_id
inner join evenings
    on days.known_date <= evenings.described_date
group by evenings.described_date, days.customer_id
