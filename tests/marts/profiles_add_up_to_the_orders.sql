-- Every valid order of a known customer is in one profile and in one channel, to the cent.
with orders as (
    select
        count(*) as order_count,
        sum(net_amount - coalesce(refunded_amount, 0)) as net_amount
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null
),

profiles as (
    select
        sum(order_count) as order_count,
        sum(net_amount) as net_amount
    from {{ ref('customer_profiles') }}
),

channels as (
    select
        sum(order_count) as order_count,
        sum(net_amount) as net_amount
    from {{ ref('profile_channels') }}
)

select
    orders.order_count,
    profiles.order_count as order_count_of_profiles,
    channels.order_count as order_count_of_channels,
    orders.net_amount,
    profiles.net_amount as net_amount_of_profiles,
    channels.net_amount as net_amount_of_channels
from orders
cross join profiles
cross join channels
where
    orders.order_count <> profiles.order_count
    or orders.order_count <> channels.order_count
    or orders.net_amount <> profiles.net_amount
    or orders.net_amount <> channels.net_amount
