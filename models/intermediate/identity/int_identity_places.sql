{{ config(materialized='view') }}
-- Where records live, and where guests have their orders sent. An account that sends presents lives in
-- one place.
with told as (
    select
        customer_record_key as record_key,
        coalesce(country_code, '') || ' ' || postal_code as place
    from {{ ref('customer_records') }}
    where postal_code is not null
    union all
    select
        {{ guest_order_key('source_system', 'record_id') }} as record_key,
        identifier_value as place
    from {{ ref('identity_signals') }}
    where record_type = 'order' and identifier_kind = 'postal_code'
)

select distinct
    record_key,
    upper(replace(place, ' ', '')) as place
from told
