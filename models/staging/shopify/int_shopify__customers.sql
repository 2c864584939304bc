with staff as (
    select distinct customer_id
    from {{ ref('stg_shopify__customer_tag') }}
    where lower(value) = 'staff'
)

select
    customers.*,
    lower(customers.state) = 'enabled' as has_account,
    staff.customer_id is not null as is_staff
from {{ ref('stg_shopify__customer') }} as customers
left join staff
    on customers.id = staff.customer_id
