with touches as (
    select
        touches.*,
        customer_map.customer_id
    from {{ ref('int_touches') }} as touches
    left join {{ ref('int_customer_map') }} as customer_map
        on touches.customer_record_key = customer_map.customer_record_key
    union all
    select
        touch_type,
        source_system,
        touch_id,
        cast(null as bigint) as customer_record_key,
        channel,
        touch_date,
        touched_at,
        customer_id
    from {{ ref('int_device_touches') }}
    union all
    select
        'order' as touch_type,
        source_system,
        order_id as touch_id,
        {{ hash_key(['source_system', 'customer_record_id']) }} as customer_record_key,
        channel,
        order_date as touch_date,
        ordered_at as touched_at,
        customer_id
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null
    union all
    select
        'session' as touch_type,
        source_system,
        cast(session_key as string) as touch_id,
        customer_record_key,
        platform as channel,
        session_date as touch_date,
        started_at as touched_at,
        customer_id
    from {{ ref('fct_sessions') }}
    where customer_id is not null
)

select
    {{ hash_key(['touches.touch_type', 'touches.source_system', 'touches.touch_id']) }} as touch_key,
    touches.customer_id,
    touches.customer_record_key,
    touches.touch_type,
    touches.source_system,
    touches.touch_id,
    touches.channel,
    touches.touch_date,
    touches.touched_at
from touches
inner join {{ ref('int_as_of') }} as as_of
    on touches.touch_date <= as_of.as_of_date
