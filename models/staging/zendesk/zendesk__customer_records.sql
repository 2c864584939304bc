with users as (
    select
        *,
        trim(name) as full_name,
        not coalesce(active, true) or coalesce(_fivetran_deleted, false) as is_deleted
    from {{ ref('stg_zendesk__user') }}
    where lower(role) = 'end-user'
)

select
    'zendesk' as source_system,
    cast(id as string) as customer_record_id,
    'person' as record_type,
    cast({{ to_local('created_at', "'" ~ var('time_zone') ~ "'") }} as date) as first_seen_date,
    email,
    phone,
    -- One word alone is taken for a last name.
    case when position(' ' in full_name) > 0 then split_part(full_name, ' ', 1) end as first_name,
    trim(substr(full_name, position(' ' in full_name) + 1)) as last_name,
    lower(substr(locale, 1, 2)) as language_code,
    case when is_deleted then 'deleted' else 'active' end as account_state,
    verified as is_email_verified,
    is_deleted,
    created_at,
    updated_at
from users
