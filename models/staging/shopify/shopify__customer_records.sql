-- Where a test is sent, or what staff order for others, is nobody's address.
with addressed_orders as (
    select
        orders.*,
        row_number() over (
            partition by orders.customer_id order by orders.ordered_at desc, orders.order_id desc
        ) as order_rank
    from {{ ref('int_shopify__orders') }} as orders
    inner join {{ ref('int_shopify__customers') }} as buyers
        on orders.customer_id = buyers.id
    where orders.city is not null and not orders.is_test and not coalesce(buyers.is_staff, false)
)

select
    'shopify' as source_system,
    cast(customers.id as string) as customer_record_id,
    'person' as record_type,
    customers.email,
    customers.phone,
    customers.first_name,
    customers.last_name,
    last_orders.country_code,
    last_orders.city,
    last_orders.postal_code,
    last_orders.street_address,
    last_orders.ordered_at as address_seen_at,
    lower(customers.state) as account_state,
    customers.verified_email as is_email_verified,
    coalesce(customers._fivetran_deleted, false) as is_deleted,
    customers.is_staff,
    cast({{ to_local('customers.created_at', "'" ~ var('time_zone') ~ "'") }} as date) as first_seen_date,
    customers.created_at,
    customers.updated_at
from {{ ref('int_shopify__customers') }} as customers
left join addressed_orders as last_orders
    on customers.id = last_orders.customer_id and last_orders.order_rank = 1
