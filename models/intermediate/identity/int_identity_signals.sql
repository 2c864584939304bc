-- The identifiers of each record as they are compared, and the node of the graph that each of them is.
{%- set seen_date = 'cast(' ~ to_local('signals.first_seen_at', "'" ~ var('time_zone') ~ "'") ~ ' as date)' %}

with signals as (
    select
        source_system,
        record_type,
        record_id,
        identifier_kind,
        identifier_system,
        identifier_value,
        first_seen_at
    from {{ ref('identity_signals') }}
    where record_type <> 'device' and identifier_kind <> 'postal_code'
    union all
    -- An order with identifiers of its own belongs to its buyer, if it has one.
    select
        source_system,
        'order' as record_type,
        order_id as record_id,
        'account' as identifier_kind,
        source_system as identifier_system,
        customer_record_id as identifier_value,
        cast(null as timestamp) as first_seen_at
    from {{ ref('orders') }}
    where customer_record_id is not null
    {%- for kind in ['email', 'phone'] %}
    union all
    select
        source_system,
        'customer' as record_type,
        customer_record_id as record_id,
        '{{ kind }}' as identifier_kind,
        cast(null as string) as identifier_system,
        {{ kind }} as identifier_value,
        cast(first_seen_date as timestamp) as first_seen_at
    from {{ ref('customer_records') }}
    where {{ kind }} is not null
    {%- endfor %}
),

compared as (
    select
        records.record_key,
        signals.identifier_kind,
        signals.identifier_system,
        {{ normalised_identifier(
            'signals.identifier_kind', 'signals.identifier_value', 'phones.e164'
        ) }} as identifier_value,
        signals.first_seen_at
    from signals
    inner join {{ ref('int_identity_records') }} as records
        on
            signals.source_system = records.source_system
            and signals.record_type = records.record_type
            and signals.record_id = records.record_id
    cross join {{ ref('int_as_of') }} as as_of
    left join {{ ref('int_phone_numbers') }} as phones
        on
            signals.identifier_value = phones.phone
            and coalesce(records.country_code, '') = phones.country_code
    where signals.first_seen_at is null or {{ seen_date }} <= as_of.as_of_date
)

select
    record_key,
    identifier_kind,
    identifier_system,
    identifier_value,
    case
        -- An account is a record of another system: the two are one node.
        when identifier_system is not null then {{ hash_key(['identifier_system', 'identifier_value']) }}
        else {{ hash_key(["'identifier'", 'identifier_kind', 'identifier_value']) }}
    end as identifier_key,
    min(first_seen_at) as first_seen_at
from compared
group by record_key, identifier_kind, identifier_system, identifier_value
