-- What brought a customer: the first visit up to the first order that tells its source, else that order.
with first_orders as (
    select
        fct_orders.customer_id,
        fct_orders.order_id,
        fct_orders.channel,
        fct_orders.brand,
        fct_orders.ordered_at,
        orders.source,
        orders.medium,
        orders.campaign
    from {{ ref('fct_orders') }} as fct_orders
    inner join {{ ref('orders') }} as orders
        on fct_orders.order_key = orders.order_key
    where fct_orders.customer_order_number = 1
),

sessions as (
    select
        sessions.customer_id,
        sessions.source,
        sessions.medium,
        sessions.campaign,
        sessions.started_at,
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
),

touches as (
    select
        customer_id,
        touch_type,
        touched_at,
        {{ touch_channel() }} as channel,
        row_number() over (partition by customer_id order by touched_at, touch_key) as place
    from {{ ref('fct_touches') }}
    where customer_id is not null
),

told as (
    select
        touches.customer_id,
        touches.channel as first_touch_channel,
        touches.touch_type as first_touch_type,
        touches.touched_at as first_touch_at,
        first_orders.channel as first_order_channel,
        first_orders.brand as first_order_brand,
        first_orders.ordered_at as first_order_at,
        case
            when sessions.customer_id is not null then 'session'
            when first_orders.source is not null then 'order'
        end as evidence,
        sessions.source as session_source,
        sessions.medium as session_medium,
        sessions.campaign as session_campaign,
        first_orders.source as order_source,
        first_orders.medium as order_medium,
        first_orders.campaign as order_campaign
    from touches
    left join first_orders
        on touches.customer_id = first_orders.customer_id
    left join sessions
        on touches.customer_id = sessions.customer_id and sessions.place = 1
    where touches.place = 1
)

select
    customer_id,
    first_touch_channel,
    first_touch_type,
    first_order_channel,
    first_order_brand,
    evidence,
    -- The three are of one visit or one order, never a mixture.
    {%- for name in ['source', 'medium', 'campaign'] %}
    case evidence
        when 'session' then session_{{ name }}
        when 'order' then order_{{ name }}
    end as acquisition_{{ name }},
    {%- endfor %}
    first_touch_at,
    first_order_at
from told
