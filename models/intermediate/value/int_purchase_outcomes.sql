-- What customers did between an earlier evening and as_of: days with an order, and what they brought.
with days as (
    select
        customer_id,
        order_date,
        sum(net_of_refunds_amount) as net_amount
    from {{ ref('int_valid_orders') }}
    group by customer_id, order_date
)

select
    dates.described_date,
    days.customer_id,
    count(*) as later_purchase_count,
    cast(sum(days.net_amount) as decimal(18, 2)) as later_net_amount,
    round(sum(days.net_amount * power(1 + {{ var('discount_rate') }}, -cast(ceil(
        {{ days_between('dates.described_date', 'days.order_date') }} / cast(30.4375 as double)
    ) as double) / 12)), 4) as later_discounted_amount
from days
inner join {{ ref('int_value_dates') }} as dates
    on days.order_date > dates.described_date
group by dates.described_date, days.customer_id
