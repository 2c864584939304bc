-- Whose a device is from when to when: the one who logs in or buys on it, until somebody else does. What was
-- done on it before the first of them is the first one's. A late log-in moves the visits around it.
with web_orders as (
    select
        orders.order_id,
        min({{ order_record_key('orders') }}) as record_key
    from {{ ref('orders') }} as orders
    where orders.channel in ('web', 'app')
    group by orders.order_id
    -- An id that two systems use names nobody.
    having count(*) = 1
),

evidence as (
    select
        events.device_key,
        customer_map.customer_id,
        customer_map.customer_record_key as record_key,
        case when events.customer_record_key is null then 'purchase' else 'log_in' end as evidence_kind,
        events.occurred_at,
        events.event_key
    from {{ ref('events') }} as events
    -- One equality: a second condition on the events alone would compare each of them with every order.
    left join web_orders
        on case when events.event_name = 'purchase' then events.order_id end = web_orders.order_id
    inner join {{ ref('int_as_of') }} as as_of
        on events.event_date <= as_of.as_of_date
    inner join {{ ref('int_customer_map') }} as customer_map
        on coalesce(events.customer_record_key, web_orders.record_key) = customer_map.customer_record_key
    where events.device_key is not null
),

stretches as (
    select
        *,
        lag(customer_id) over (partition by device_key order by occurred_at, event_key) as customer_before
    from evidence
),

handovers as (
    select
        device_key,
        customer_id,
        record_key,
        evidence_kind,
        occurred_at,
        row_number() over (partition by device_key order by occurred_at, event_key) as owner_number
    from stretches
    where customer_before is null or customer_before <> customer_id
),

devices as (
    select
        events.device_key,
        min(events.occurred_at) as first_seen_at
    from {{ ref('events') }} as events
    inner join {{ ref('int_as_of') }} as as_of
        on events.event_date <= as_of.as_of_date
    where events.device_key is not null
    group by events.device_key
)

select
    handovers.device_key,
    handovers.customer_id,
    handovers.record_key,
    handovers.evidence_kind,
    cast(handovers.owner_number as bigint) as owner_number,
    devices.first_seen_at,
    case when handovers.owner_number > 1 then handovers.occurred_at end as valid_from,
    lead(handovers.occurred_at) over (
        partition by handovers.device_key order by handovers.owner_number
    ) as valid_to
from handovers
inner join devices
    on handovers.device_key = devices.device_key
