-- What came of each evening: the first valid order after it, by as_of. The answer, never a feature.
with orders as (
    select
        valid_orders.customer_id,
        days.enters_on as described_date,
        min(valid_orders.order_date) as first_order_date
    from {{ ref('int_valid_orders') }} as valid_orders
    inner join {{ ref('int_rfm_days') }} as days
        on valid_orders.order_date = days.calendar_date
    group by valid_orders.customer_id, days.enters_on
),

followed as (
    select
        evenings.customer_id,
        evenings.described_date,
        min(orders.first_order_date) over (
            partition by evenings.customer_id
            order by evenings.described_date
            rows between 1 following and unbounded following
        ) as next_order_date
    from {{ ref('int_rfm_figures') }} as evenings
    left join orders
        on
            evenings.customer_id = orders.customer_id
            and evenings.described_date = orders.described_date
)

select
    followed.customer_id,
    followed.described_date,
    followed.next_order_date,
    {{ days_between('followed.described_date', 'followed.next_order_date') }} as days_to_next_order,
    {{ days_between('followed.described_date', 'as_of.as_of_date') }} as observed_days
from followed
cross join {{ ref('int_as_of') }} as as_of
