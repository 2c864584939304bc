with engaged as (
    select
        customer_id,
        net_of_refunds_amount as historic_net_amount,
        last_order_date as last_engaged_date,
        {{ add_months('last_order_date', 6) }} as silent_since_date,
        as_of_date
    from {{ ref('int_customer_orders') }}
)

select
    customer_id,
    'order' as last_engagement_type,
    -- Orders are the only engagement that is delivered so far.
    'orders' as engagement_sources,
    cast(historic_net_amount as decimal(18, 2)) as historic_net_amount,
    as_of_date >= silent_since_date as is_ghost,
    last_engaged_date,
    case when as_of_date >= silent_since_date then silent_since_date end as ghost_since,
    as_of_date
from engaged
