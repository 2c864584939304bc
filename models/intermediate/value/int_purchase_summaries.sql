-- One row an evening and customer who had bought by then: what models of buying learn from.
with summed as (
    select
        earlier.described_date,
        earlier.customer_id,
        customers.first_brand,
        customers.first_order_date,
        earlier.purchase_day_count,
        earlier.last_order_date,
        earlier.net_amount,
        earlier.repeat_net_amount
    from {{ ref('int_earlier_purchases') }} as earlier
    inner join {{ ref('int_customer_orders') }} as customers
        on earlier.customer_id = customers.customer_id
    union all
    -- At as_of all is known, and summed already.
    select
        dates.described_date,
        customers.customer_id,
        customers.first_brand,
        customers.first_order_date,
        customers.purchase_day_count,
        customers.last_order_date,
        customers.net_of_refunds_amount as net_amount,
        customers.net_of_refunds_amount - customers.first_day_net_of_refunds_amount as repeat_net_amount
    from {{ ref('int_customer_orders') }} as customers
    cross join {{ ref('int_value_dates') }} as dates
    where dates.is_current
)

select
    described_date,
    customer_id,
    coalesce(first_brand, '') as brand,
    cast(extract(year from first_order_date) as bigint) as cohort_year,
    purchase_day_count - 1 as repeat_purchase_day_count,
    cast({{ days_between('first_order_date', 'last_order_date') }} as double) / 7
        as first_to_last_purchase_weeks,
    cast({{ days_between('first_order_date', 'described_date') }} as double) / 7 as customer_age_weeks,
    {{ safe_divide('repeat_net_amount', 'purchase_day_count - 1') }} as mean_repeat_day_amount,
    {{ safe_divide('net_amount', 'purchase_day_count') }} as mean_day_amount
from summed
