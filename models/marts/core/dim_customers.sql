with records as (
    select
        customer_map.*,
        customer_records.record_type as customer_type,
        customer_records.age_band,
        customer_records.income_band,
        customer_records.household_size,
        customer_records.household_composition,
        customer_records.home_ownership,
        customer_records.marital_status,
        row_number() over (
            partition by customer_map.customer_id
            order by customer_map.first_seen_date nulls last, customer_map.customer_record_key
        ) as record_number
    from {{ ref('int_customer_map') }} as customer_map
    left join {{ ref('customer_records') }} as customer_records
        on customer_map.customer_record_key = customer_records.customer_record_key
),

-- The record that was seen first is believed; the others fill what it leaves out.
customers as (
    select
        customer_id,
        min(case when record_number = 1 then source_system end) as source_system,
        min(case when record_number = 1 then customer_record_id end) as customer_record_id,
        {%- for name in [
            'customer_type', 'age_band', 'income_band', 'household_size', 'household_composition', 'home_ownership',
            'marital_status'
        ] %}
        coalesce(min(case when record_number = 1 then {{ name }} end), min({{ name }})) as {{ name }},
        {%- endfor %}
        count(*) as record_count,
        count(distinct source_system) as system_count,
        -- A record without a date was always there.
        case when count(first_seen_date) = count(*) then min(first_seen_date) end as first_seen_date
    from records
    group by customer_id
)

select
    customers.customer_id,
    customers.source_system,
    customers.customer_record_id,
    customers.customer_type as record_type,
    customers.age_band,
    customers.income_band,
    customers.household_size,
    customers.household_composition,
    customers.home_ownership,
    customers.marital_status,
    case
        when customer_orders.customer_id is null then 'never_purchased'
        else 'purchased'
    end as purchase_state,
    customers.record_count,
    customers.system_count,
    coalesce(customer_orders.order_count, 0) as order_count,
    customers.first_seen_date,
    customer_orders.first_order_date,
    customer_orders.last_order_date
from customers
left join {{ ref('int_customer_orders') }} as customer_orders
    on customers.customer_id = customer_orders.customer_id
