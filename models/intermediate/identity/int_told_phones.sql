-- The phone numbers that were told, each with the country of the record that tells it.
with told as (
    select
        source_system,
        record_type,
        record_id,
        identifier_value as phone
    from {{ ref('identity_signals') }}
    where identifier_kind = 'phone' and record_type <> 'device'
    union all
    select
        source_system,
        'customer' as record_type,
        customer_record_id as record_id,
        phone
    from {{ ref('customer_records') }}
    where phone is not null
    union all
    select
        source_system,
        record_type,
        record_id,
        identifier_value as phone
    from {{ ref('identity_decisions') }}
    where identifier_kind = 'phone'
)

select distinct
    coalesce(records.country_code, '') as country_code,
    told.phone,
    {{ dialled_digits('told.phone') }} as digits
from told
left join {{ ref('int_identity_records') }} as records
    on
        told.source_system = records.source_system
        and told.record_type = records.record_type
        and told.record_id = records.record_id
