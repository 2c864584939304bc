with customers as (
    select
        customer_id,
        count(*) as record_count,
        count(distinct source_system) as system_count
    from {{ ref('int_customer_map') }}
    group by customer_id
),

counted as (
    select
        customer_map.source_system,
        customer_map.record_type,
        count(*) as record_count,
        count(distinct customer_map.customer_id) as customer_count,
        count(case when customers.record_count > 1 then 1 end) as matched_record_count,
        count(case when customers.system_count > 1 then 1 end) as cross_system_record_count,
        count(contacts.email) as email_reachable_record_count,
        count(contacts.phone) as sms_reachable_record_count,
        count(case when contacts.is_push_allowed then 1 end) as push_reachable_record_count,
        count(coalesce(contacts.email, contacts.phone, case when contacts.is_push_allowed then 'push' end))
            as reachable_record_count
    from {{ ref('int_customer_map') }} as customer_map
    inner join customers
        on customer_map.customer_id = customers.customer_id
    left join {{ ref('customer_profiles_marketing') }} as contacts
        on customer_map.customer_id = contacts.customer_id
    group by customer_map.source_system, customer_map.record_type
)

select
    source_system,
    record_type,
    record_count,
    customer_count,
    matched_record_count,
    cross_system_record_count,
    record_count - matched_record_count as orphan_record_count,
    -- Where nobody delivers consents, who may be reached is not known.
    {%- for name in ['email_reachable', 'sms_reachable', 'push_reachable', 'reachable'] %}
    case when {{ is_delivered("'consents'") }} then {{ name }}_record_count end
        as {{ name }}_record_count,
    {%- endfor %}
    {%- for name in ['email_reachable', 'sms_reachable', 'push_reachable', 'reachable'] %}
    case
        when {{ is_delivered("'consents'") }}
            then {{ safe_divide(name ~ '_record_count', 'record_count') }}
    end as {{ name }}_rate,
    {%- endfor %}
    {{ safe_divide('matched_record_count', 'record_count') }} as match_rate,
    {{ safe_divide('cross_system_record_count', 'record_count') }} as cross_system_match_rate,
    {{ safe_divide('record_count - matched_record_count', 'record_count') }} as orphan_rate
from counted
