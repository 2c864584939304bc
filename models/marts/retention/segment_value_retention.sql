-- The last month's end that a whole year has followed.
with evening as (
    select max(dates.described_date) as segment_date
    from {{ ref('int_rfm_dates') }} as dates
    cross join {{ ref('int_as_of') }} as as_of
    where
        dates.is_month_end
        and {{ add_months('dates.described_date', 12) }} <= as_of.as_of_date
),

customers as (
    select
        states.customer_id,
        states.rfm_segment,
        states.monetary_amount as before_amount,
        states.month_end_date as segment_date,
        {{ add_months('states.month_end_date', 12) }} as until_date
    from {{ ref('rfm_history') }} as states
    inner join evening
        on states.month_end_date = evening.segment_date
),

middle as (
    select median(cast(before_amount as double)) as median_amount from customers
),

followed as (
    select
        customers.customer_id,
        max(movements.order_count) as is_retained,
        sum(movements.net_amount) as after_amount
    from customers
    inner join {{ ref('int_order_movements') }} as movements
        on
            customers.customer_id = movements.customer_id
            and customers.segment_date < movements.moved_on
            and customers.until_date >= movements.moved_on
    group by customers.customer_id
),

summed as (
    select
        case when customers.before_amount > middle.median_amount then 'high' else 'low' end as value_class,
        customers.rfm_segment,
        customers.segment_date,
        customers.until_date,
        count(*) as customer_count,
        cast(coalesce(sum(followed.is_retained), 0) as bigint) as retained_customers,
        cast(sum(customers.before_amount) as decimal(18, 2)) as net_before_amount,
        cast(sum(coalesce(followed.after_amount, 0)) as decimal(18, 2)) as net_after_amount
    from customers
    cross join middle
    left join followed
        on customers.customer_id = followed.customer_id
    group by
        case when customers.before_amount > middle.median_amount then 'high' else 'low' end,
        customers.rfm_segment,
        customers.segment_date,
        customers.until_date
),

rated as (
    select
        *,
        {{ safe_divide('retained_customers', 'customer_count') }} as retention_rate,
        {{ safe_divide(
            'sum(retained_customers) over ()',
            'sum(customer_count) over ()',
        ) }} as shop_retention_rate
    from summed
)

select
    rfm_segment,
    value_class,
    value_class || '_value_'
    || case when retention_rate < shop_retention_rate then 'low' else 'high' end
    || '_retention' as quadrant,
    customer_count,
    retained_customers,
    net_before_amount,
    net_after_amount,
    retention_rate,
    shop_retention_rate,
    segment_date,
    until_date
from rated
