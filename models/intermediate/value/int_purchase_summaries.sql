-- One row an evening and customer who had bought by then: what models of buying learn from. A day is one
-- purchase, whatever was bought; refunds count from the day they were made.
with valid_orders as (
    select * from {{ ref('int_valid_orders') }}
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
    group by customer_id, order_date, known_date
),

firsts as (
    select
        customer_id,
        brand,
        order_date as first_date
    from valid_orders
    where customer_order_number = 1
),

summed as (
    select
        dates.described_date,
        days.customer_id,
        firsts.brand,
        firsts.first_date,
        count(case when days.known_date = days.order_date then 1 end) - 1 as repeat_count,
        max(days.order_date) as last_date,
        sum(days.amount) as net_amount,
        sum(case when days.order_date > firsts.first_date then days.amount else 0 end) as repeat_amount
    from days
    inner join firsts
        on days.customer_id = firsts.customer_id
    inner join {{ ref('int_value_dates') }} as dates
        on days.known_date <= dates.described_date
    group by dates.described_date, days.customer_id, firsts.brand, firsts.first_date
)

select
    described_date,
    customer_id,
    coalesce(brand, '') as brand,
    cast(extract(year from first_date) as bigint) as cohort_year,
    repeat_count as repeat_purchase_day_count,
    cast({{ days_between('first_date', 'last_date') }} as double) / 7 as first_to_last_purchase_weeks,
    cast({{ days_between('first_date', 'described_date') }} as double) / 7 as customer_age_weeks,
    {{ safe_divide('repeat_amount', 'repeat_count') }} as mean_repeat_day_amount,
    {{ safe_divide('net_amount', 'repeat_count + 1') }} as mean_day_amount
from summed
