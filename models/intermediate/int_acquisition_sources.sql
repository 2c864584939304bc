-- What brought a customer: the first visit up to the first order that tells its source, else that order.
with first_orders as (
    select
        fct_orders.customer_id,
        fct_orders.ordered_at,
        orders.source,
        orders.medium,
        orders.campaign
    from {{ ref('fct_orders') }} as fct_orders
    inner join {{ ref('orders') }} as orders
        on fct_orders.order_key = orders.order_key
    where fct_orders.customer_order_number = 1
),

visits as (
    select
        sessions.customer_id,
        sessions.source,
        sessions.medium,
        sessions.campaign,
        row_number() over (
            partition by sessions.customer_id order by sessions.started_at, sessions.session_key
        ) as place
    from {{ ref('fct_sessions') }} as sessions
    left join first_orders
        on sessions.customer_id = first_orders.customer_id
    where
        sessions.customer_id is not null
        and sessions.source is not null
        and (first_orders.ordered_at is null or sessions.started_at <= first_orders.ordered_at)
)

select
    customer_id,
    'session' as evidence,
    source,
    medium,
    campaign
from visits
where place = 1
union all
select
    first_orders.customer_id,
    'order' as evidence,
    first_orders.source,
    first_orders.medium,
    first_orders.campaign
from first_orders
left join visits
    on first_orders.customer_id = visits.customer_id and visits.place = 1
where first_orders.source is not null and visits.customer_id is null
