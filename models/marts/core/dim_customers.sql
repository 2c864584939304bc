with customer_map as (
    select * from {{ ref('int_customer_map') }}
),

customer_records as (
    select * from {{ ref('customer_records') }}
),

customer_orders as (
    select * from {{ ref('int_customer_orders') }}
),

-- Seen by the evening of as_of; a record without any date was always there.
seen as (
    select customer_map.*
    from customer_map
    cross join {{ ref('int_as_of') }} as as_of
    where customer_map.first_seen_date is null or customer_map.first_seen_date <= as_of.as_of_date
)

select
    seen.customer_id,
    seen.source_system,
    seen.customer_record_id,
    customer_records.record_type,
    customer_records.age_band,
    customer_records.income_band,
    customer_records.household_size,
    customer_records.household_composition,
    customer_records.home_ownership,
    customer_records.marital_status,
    case
        when customer_orders.customer_id is null then 'never_purchased'
        else 'purchased'
    end as purchase_state,
    coalesce(customer_orders.order_count, 0) as order_count,
    seen.first_seen_date,
    customer_orders.first_order_date,
    customer_orders.last_order_date
from seen
left join customer_records
    on seen.customer_record_key = customer_records.customer_record_key
left join customer_orders
    on seen.customer_id = customer_orders.customer_id
