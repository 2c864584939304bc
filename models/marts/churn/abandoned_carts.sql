{%- set days = 7 -%}
with carts as (
    select * from {{ ref('int_left_carts') }}
),

orders as (
    select
        order_key,
        customer_id,
        source_system,
        order_id,
        net_amount,
        order_date,
        ordered_at
    from {{ ref('fct_orders') }}
    where is_valid
),

-- What the customer bought instead, anywhere, in the days after.
other_orders as (
    select
        carts.source_system,
        carts.checkout_id,
        orders.order_key,
        orders.net_amount,
        orders.order_date,
        row_number() over (
            partition by carts.source_system, carts.checkout_id
            order by orders.ordered_at asc, orders.source_system asc, orders.order_id asc
        ) as place
    from carts
    inner join orders
        on
            carts.customer_id = orders.customer_id
            and carts.abandoned_at < orders.ordered_at
            and {{ days_between('carts.abandoned_date', 'orders.order_date') }} <= {{ days }}
),

followed as (
    select
        carts.*,
        coalesce(carts.customer_id, own_orders.customer_id) as buyer_id,
        coalesce(own_orders.order_key, other_orders.order_key) as recovered_order_key,
        coalesce(own_orders.net_amount, other_orders.net_amount) as recovered_net_amount,
        case
            when own_orders.order_key is not null then own_orders.order_date
            when other_orders.order_key is not null then other_orders.order_date
            when carts.order_id is null then {{ shop_date('carts.done_at') }}
        end as recovered_date,
        own_orders.order_key is not null
        or (other_orders.order_key is null and carts.order_id is null and carts.done_at is not null)
            as is_by_checkout
    from carts
    left join orders as own_orders
        on
            carts.source_system = own_orders.source_system
            and carts.order_id = own_orders.order_id
    left join other_orders
        on
            carts.source_system = other_orders.source_system
            and carts.checkout_id = other_orders.checkout_id
            and other_orders.place = 1
),

judged as (
    select
        *,
        case
            when recovered_date is not null then 'recovered'
            when {{ days_between('abandoned_date', 'as_of_date') }} >= {{ days }} then 'final'
            else 'open'
        end as cart_state
    from followed
)

select
    buyer_id as customer_id,
    recovered_order_key,
    source_system,
    checkout_id,
    brand,
    cart_state,
    case
        when cart_state = 'recovered' and is_by_checkout then 'checkout'
        when cart_state = 'recovered' then 'other_order'
    end as recovered_by,
    currency_code,
    value_amount as order_currency_value_amount,
    reporting_value_amount as value_amount,
    recovered_net_amount,
    {{ days_between('abandoned_date', 'recovered_date') }} as days_to_recovery,
    case when cart_state <> 'open' then cart_state = 'final' end as is_final,
    abandoned_date,
    recovered_date,
    as_of_date,
    abandoned_at
from judged
