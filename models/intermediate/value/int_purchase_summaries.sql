-- One row an evening and customer who had bought by then: what models of buying learn from.
with customers as (
    select * from {{ ref('int_customer_orders') }}
),

summed as (
    select
        described_date,
        customer_id,
        purchase_day_count,
        last_order_date,
        net_amount,
        repeat_net_amount
    from {{ ref('int_earlier_purchases') }}
    union all
    -- At as_of all is known, and summed already.
    select
        dates.described_date,
        customers.customer_id,
        customers.purchase_day_count,
        customers.last_order_date,
        customers.net_of_refunds_amount as net_amount,
        customers.net_of_refunds_amount - customers.first_day_net_of_refunds_amount as repeat_net_amount
    from customers
    cross join {{ ref('int_value_dates') }} as dates
    where dates.is_current
)

select
    summed.described_date,
    summed.customer_id,
    coalesce(customers.first_brand, '') as brand,
    cast(extract(year from customers.first_order_date) as bigint) as cohort_year,
    summed.purchase_day_count - 1 as repeat_purchase_day_count,
    cast({{ days_between('customers.first_order_date', 'summed.last_order_date') }} as double) / 7
        as first_to_last_purchase_weeks,
    cast({{ days_between('customers.first_order_date', 'summed.described_date') }} as double) / 7
        as customer_age_weeks,
    {{ safe_divide('summed.repeat_net_amount', 'summed.purchase_day_count - 1') }} as mean_repeat_day_amount,
    {{ safe_divide('summed.net_amount', 'summed.purchase_day_count') }} as mean_day_amount
from summed
inner join customers
    on summed.customer_id = customers.customer_id
