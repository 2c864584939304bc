{%- set seen_at = 'coalesce(profiles.created, event_profiles.first_event_at)' -%}
with profiles as (
    select
        *,
        upper(trim(country)) as country_name
    from {{ ref('stg_klaviyo__person') }}
),

event_profiles as (
    select
        person_id,
        min(timestamp) as first_event_at
    from {{ ref('stg_klaviyo__event') }}
    where person_id is not null
    group by person_id
)

select
    'klaviyo' as source_system,
    coalesce(profiles.id, event_profiles.person_id) as customer_record_id,
    'person' as record_type,
    cast({{ to_local(seen_at, "'" ~ var('time_zone') ~ "'") }} as date) as first_seen_date,
    profiles.email,
    profiles.phone_number as phone,
    profiles.first_name,
    profiles.last_name,
    lower(substr(profiles.locale, 1, 2)) as language_code,
    case
        when length(profiles.country_name) = 2 then profiles.country_name
        when profiles.country_name = 'FRANCE' then 'FR'
        when profiles.country_name in ('GERMANY', 'DEUTSCHLAND') then 'DE'
        when profiles.country_name in ('UNITED KINGDOM', 'GREAT BRITAIN') then 'GB'
        when profiles.country_name in ('UNITED STATES', 'USA') then 'US'
    end as country_code,
    profiles.city,
    profiles.zip as postal_code,
    profiles.address_1 as street_address,
    profiles.timezone as time_zone,
    profiles.id is null or coalesce(profiles._fivetran_deleted, false) as is_deleted,
    profiles.created as created_at,
    profiles.updated as updated_at
from profiles
full outer join event_profiles
    on profiles.id = event_profiles.person_id
