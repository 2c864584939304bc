-- The people asked, by the service's id, and those known by an address alone, by that address. Both may be
-- one person: identity finds out.
with people as (
    select * from {{ ref('int_feedback__people') }}
),

addresses as (
    select
        address,
        min(email) as email,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from {{ ref('int_feedback__addresses') }}
    group by address
)

select
    'feedback' as source_system,
    person_id as customer_record_id,
    'person' as record_type,
    cast({{ to_local('first_seen_at', "'" ~ var('time_zone') ~ "'") }} as date) as first_seen_date,
    email,
    phone_number as phone,
    split_part(name, ' ', 1) as first_name,
    nullif(trim(substr(name, length(split_part(name, ' ', 1)) + 1)), '') as last_name,
    first_seen_at as created_at,
    last_seen_at as updated_at
from people
union all
select
    'feedback' as source_system,
    address as customer_record_id,
    'person' as record_type,
    cast({{ to_local('first_seen_at', "'" ~ var('time_zone') ~ "'") }} as date) as first_seen_date,
    email,
    cast(null as string) as phone,
    cast(null as string) as first_name,
    cast(null as string) as last_name,
    first_seen_at as created_at,
    last_seen_at as updated_at
from addresses
