select
    'loyalty' as source_system,
    memberid as customer_record_id,
    'person' as record_type,
    cast({{ to_local('createdat', "'" ~ var('time_zone') ~ "'") }} as date) as first_seen_date,
    email,
    phone,
    firstname as first_name,
    lastname as last_name,
    gender,
    birthdate as birth_date,
    anonymizedat is not null as is_deleted,
    createdat as created_at,
    updatedat as updated_at
from {{ ref('stg_loyalty__member') }}
