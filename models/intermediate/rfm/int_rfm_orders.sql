{{ config(materialized='view') }}

-- Valid orders with the evenings on which they enter and leave: as a whole (category is null), and once more
-- for each category of their lines.
with bought as (
    select
        order_key,
        customer_id,
        brand,
        channel,
        cast(null as string) as category,
        net_amount,
        order_date
    from {{ ref('int_valid_orders') }}
    union all
    select
        valid_orders.order_key,
        valid_orders.customer_id,
        cast(null as string) as brand,
        cast(null as string) as channel,
        categories.category,
        categories.net_amount,
        valid_orders.order_date
    from {{ ref('int_order_categories') }} as categories
    inner join {{ ref('int_valid_orders') }} as valid_orders
        on categories.order_key = valid_orders.order_key
    where categories.category is not null
)

select
    bought.*,
    days.enters_on,
    days.leaves_on
from bought
inner join {{ ref('int_rfm_days') }} as days
    on bought.order_date = days.calendar_date
