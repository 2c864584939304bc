with customers as (
    select
        customer_id,
        count(*) as record_count,
        count(distinct source_system) as system_count
    from {{ ref('int_customer_map') }}
    group by customer_id
),

devices as (
    select
        device_key,
        min(source_system) as source_system
    from {{ ref('fct_sessions') }}
    group by device_key
),

-- A device is matched where it has an owner; that is always a customer of another system's records.
records as (
    select
        customer_map.source_system,
        customer_map.record_type,
        customer_map.customer_id,
        customers.record_count > 1 as is_matched,
        customers.system_count > 1 as is_matched_across
    from {{ ref('int_customer_map') }} as customer_map
    inner join customers
        on customer_map.customer_id = customers.customer_id
    union all
    select
        devices.source_system,
        'device' as record_type,
        owners.customer_id,
        owners.customer_id is not null as is_matched,
        owners.customer_id is not null as is_matched_across
    from devices
    left join {{ ref('int_device_owners') }} as owners
        on devices.device_key = owners.device_key and owners.valid_to is null
),

counted as (
    select
        records.source_system,
        records.record_type,
        count(*) as record_count,
        count(distinct records.customer_id) as customer_count,
        count(case when records.is_matched then 1 end) as matched_record_count,
        count(case when records.is_matched_across then 1 end) as cross_system_record_count,
        count(contacts.email) as email_reachable_record_count,
        count(contacts.phone) as sms_reachable_record_count,
        count(case when contacts.is_push_allowed then 1 end) as push_reachable_record_count,
        count(coalesce(contacts.email, contacts.phone, case when contacts.is_push_allowed then 'push' end))
            as reachable_record_count
    from records
    left join {{ ref('customer_profiles_marketing') }} as contacts
        on records.customer_id = contacts.customer_id
    group by records.source_system, records.record_type
),

{{ attributed_events() }}

select
    counted.source_system,
    counted.record_type,
    counted.record_count,
    counted.customer_count,
    counted.matched_record_count,
    counted.cross_system_record_count,
    counted.record_count - counted.matched_record_count as orphan_record_count,
    -- Where nobody delivers consents, who may be reached is not known.
    {%- for name in ['email_reachable', 'sms_reachable', 'push_reachable', 'reachable'] %}
    case when {{ is_delivered("'consents'") }} then counted.{{ name }}_record_count end
        as {{ name }}_record_count,
    {%- endfor %}
    {%- for name in ['email_reachable', 'sms_reachable', 'push_reachable', 'reachable'] %}
    case
        when {{ is_delivered("'consents'") }}
            then {{ safe_divide('counted.' ~ name ~ '_record_count', 'counted.record_count') }}
    end as {{ name }}_rate,
    {%- endfor %}
    {{ safe_divide('counted.matched_record_count', 'counted.record_count') }} as match_rate,
    {{ safe_divide('counted.cross_system_record_count', 'counted.record_count') }}
        as cross_system_match_rate,
    {{ safe_divide('counted.record_count - counted.matched_record_count', 'counted.record_count') }}
        as orphan_rate,
    attributed_events.event_count,
    attributed_events.attributed_event_count,
    attributed_events.event_count - attributed_events.attributed_event_count as anonymous_event_count,
    {{ safe_divide('attributed_events.attributed_event_count', 'attributed_events.event_count') }}
        as event_match_rate
from counted
left join attributed_events
    on
        case when counted.record_type = 'device' then counted.source_system end
        = attributed_events.source_system
