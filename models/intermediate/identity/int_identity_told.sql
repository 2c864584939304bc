{{ config(materialized='view') }}
-- What each record was told with by the evening of as_of, as its system spells it.
{%- set zone = "'" ~ var('time_zone') ~ "'" %}

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

evening as (
    select {{ to_utc("cast(as_of_date + interval '1' day as timestamp)", zone) }} as ends_at
    from {{ ref('int_as_of') }}
)

select
    records.record_key,
    signals.identifier_kind,
    signals.identifier_system,
    signals.identifier_value,
    coalesce(records.country_code, '') as country_code,
    signals.first_seen_at
from signals
inner join {{ ref('int_identity_records') }} as records
    on
        signals.source_system = records.source_system
        and signals.record_type = records.record_type
        and signals.record_id = records.record_id
cross join evening
where signals.first_seen_at is null or signals.first_seen_at < evening.ends_at
