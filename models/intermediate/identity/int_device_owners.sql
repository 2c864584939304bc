-- Whose a device is from when to when: the one who logs in or buys on it, until somebody else does. What was
-- done on it before the first of them is the first one's. A late log-in moves the visits around it.
with {{ device_evidence() }},

users as (
    select
        device_key,
        record_key,
        min(occurred_at) as first_used_at
    from evidence
    group by device_key, record_key
),

beginnings as (
    select
        users.device_key,
        min(users.first_used_at) as first_used_at,
        min(customer_map.customer_id) <> max(customer_map.customer_id) as is_shared
    from users
    inner join {{ ref('int_customer_map') }} as customer_map
        on users.record_key = customer_map.customer_record_key
    group by users.device_key
),

-- Most devices are one customer's: of these only the first evidence has to be put in order.
stretches as (
    select
        evidence.*,
        customer_map.customer_id,
        lag(customer_map.customer_id) over (
            partition by evidence.device_key order by evidence.occurred_at, evidence.event_key
        ) as customer_before
    from evidence
    inner join beginnings
        on evidence.device_key = beginnings.device_key
    inner join {{ ref('int_customer_map') }} as customer_map
        on evidence.record_key = customer_map.customer_record_key
    where beginnings.is_shared or evidence.occurred_at = beginnings.first_used_at
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
