{{ config(materialized='view') }}
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
),

-- A number that many records tell is read once.
spelled as (
    select distinct
        coalesce(records.country_code, '') as country_code,
        told.phone
    from told
    left join {{ ref('int_identity_records') }} as records
        on
            told.source_system = records.source_system
            and told.record_type = records.record_type
            and told.record_id = records.record_id
)

select
    country_code,
    phone,
    {{ dialled_digits('phone') }} as digits
from spelled
