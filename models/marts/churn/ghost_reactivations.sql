{%- set order_days = 30 -%}
with comebacks as (
    select * from {{ ref('int_comebacks') }}
),

orders as (
    select
        comebacks.customer_id,
        comebacks.returned_date,
        orders.order_key,
        orders.net_amount,
        orders.order_date,
        {{ safe_divide('orders.discount_amount', 'orders.gross_amount') }} as discount_share,
        row_number() over (
            partition by comebacks.customer_id, comebacks.returned_date
            order by orders.customer_order_number
        ) as place
    from comebacks
    inner join {{ ref('int_valid_orders') }} as orders
        on
            comebacks.customer_id = orders.customer_id
            and comebacks.returned_date <= orders.order_date
            and {{ days_between('comebacks.returned_date', 'orders.order_date') }} <= {{ order_days }}
)

select
    comebacks.customer_id,
    orders.order_key,
    comebacks.returning_touch_type,
    messages.last_campaign_id as last_message_campaign_id,
    {{ days_between('comebacks.last_engaged_date', 'comebacks.returned_date') }} as silence_days,
    case when {{ is_delivered("'message_events'") }} then coalesce(messages.message_count, 0) end
        as received_30d_count,
    {{ days_between('comebacks.returned_date', 'orders.order_date') }} as days_to_order,
    orders.net_amount as order_net_amount,
    orders.discount_share as order_discount_share,
    case
        when orders.order_key is not null then true
        when {{ days_between('comebacks.returned_date', 'comebacks.as_of_date') }} >= {{ order_days }}
            then false
    end as has_ordered,
    case
        when {{ add_months('comebacks.returned_date', 12) }} <= comebacks.as_of_date
            then coalesce(
                comebacks.next_ghost_since <= {{ add_months('comebacks.returned_date', 12) }}, false
            )
    end as has_relapsed,
    comebacks.last_engaged_date,
    comebacks.ghost_since,
    comebacks.returned_date,
    orders.order_date,
    comebacks.next_ghost_since as relapsed_date,
    comebacks.as_of_date
from comebacks
left join orders
    on
        comebacks.customer_id = orders.customer_id
        and comebacks.returned_date = orders.returned_date
        and orders.place = 1
left join {{ ref('int_comeback_messages') }} as messages
    on
        comebacks.customer_id = messages.customer_id
        and comebacks.returned_date = messages.returned_date
