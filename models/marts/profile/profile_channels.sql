with touches as (
    select
        customer_id,
        touch_type,
        touched_at,
        touch_type in ('session', 'checkout') or channel = 'store_visit' as is_visit,
        {{ touch_channel() }} as channel
    from {{ ref('fct_touches') }}
    where customer_id is not null
),

bought as (
    select
        customer_id,
        channel,
        sum(net_amount - coalesce(refunded_amount, 0)) as net_amount
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null
    group by customer_id, channel
),

counted as (
    select
        customer_id,
        channel,
        count(*) as touch_count,
        count(case when is_visit then 1 end) as visit_count,
        count(case when touch_type = 'order' then 1 end) as order_count,
        min(touched_at) as first_touch_at,
        max(touched_at) as last_touch_at,
        min(case when touch_type = 'order' then touched_at end) as first_order_at,
        max(case when touch_type = 'order' then touched_at end) as last_order_at
    from touches
    group by customer_id, channel
)

select
    counted.customer_id,
    counted.channel,
    counted.touch_count,
    counted.visit_count,
    counted.order_count,
    cast(coalesce(bought.net_amount, 0) as decimal(18, 2)) as net_amount,
    counted.channel in ('web', 'app', 'store') as is_shop_channel,
    counted.visit_count > 0 as is_browsed,
    counted.order_count > 0 as is_bought,
    counted.first_touch_at,
    counted.last_touch_at,
    counted.first_order_at,
    counted.last_order_at
from counted
left join bought
    on counted.customer_id = bought.customer_id and counted.channel = bought.channel
