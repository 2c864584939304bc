-- Who of the customers of an evening bought within the year after it, by value and RFM segment.
with customers as (
    select * from {{ ref('int_valued_segments') }}
),

middle as (
    select
        value_basis,
        median(value_amount) as median_amount
    from customers
    group by value_basis
),

followed as (
    select
        customers.value_basis,
        customers.customer_id,
        max(movements.order_count) as is_retained,
        sum(movements.net_amount) as after_amount
    from customers
    inner join {{ ref('int_order_movements') }} as movements
        on
            customers.customer_id = movements.customer_id
            and customers.value_date < movements.moved_on
            and customers.until_date >= movements.moved_on
    group by customers.value_basis, customers.customer_id
),

classed as (
    select
        customers.*,
        case when customers.value_amount > middle.median_amount then 'high' else 'low' end as value_class,
        coalesce(followed.is_retained, 0) as is_retained,
        coalesce(followed.after_amount, 0) as after_amount
    from customers
    inner join middle
        on customers.value_basis = middle.value_basis
    left join followed
        on
            customers.value_basis = followed.value_basis
            and customers.customer_id = followed.customer_id
),

summed as (
    select
        value_basis,
        value_class,
        rfm_segment,
        segment_date,
        value_date,
        until_date,
        count(*) as customer_count,
        cast(sum(is_retained) as bigint) as retained_customers,
        round(sum(value_amount), 2) as value_amount,
        cast(sum(net_before_amount) as decimal(18, 2)) as net_before_amount,
        cast(sum(after_amount) as decimal(18, 2)) as net_after_amount
    from classed
    group by value_basis, value_class, rfm_segment, segment_date, value_date, until_date
),

rated as (
    select
        *,
        {{ safe_divide('retained_customers', 'customer_count') }} as retention_rate,
        {{ safe_divide(
            'sum(retained_customers) over (partition by value_basis)',
            'sum(customer_count) over (partition by value_basis)',
        ) }} as shop_retention_rate
    from summed
)

select
    value_basis,
    rfm_segment,
    value_class,
    value_class || '_value_'
    || case when retention_rate < shop_retention_rate then 'low' else 'high' end
    || '_retention' as quadrant,
    customer_count,
    retained_customers,
    value_amount,
    net_before_amount,
    net_after_amount,
    retention_rate,
    shop_retention_rate,
    segment_date,
    value_date,
    until_date
from rated
